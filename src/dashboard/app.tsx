import { useEffect, useMemo, useState } from "preact/hooks";
import { createApi } from "#dashboard/data/api.ts";
import { createFleet } from "#dashboard/data/fleet.ts";
import { chooseProduct, identify, type Identified, type Identity } from "#dashboard/data/identity.ts";
import { rememberedProduct, rememberProduct, signOut, token } from "#dashboard/data/session.ts";
import { ChooseProduct } from "#dashboard/pages/choose-product.tsx";
import { JobPage } from "#dashboard/pages/job-page.tsx";
import { Nowhere } from "#dashboard/pages/nowhere.tsx";
import { Overview } from "#dashboard/pages/overview.tsx";
import { SignIn } from "#dashboard/pages/sign-in.tsx";
import { Brand } from "#dashboard/parts/brand.tsx";
import { SignedContext } from "#dashboard/parts/fleet-context.ts";
import { OutageBanner } from "#dashboard/parts/outage-banner.tsx";
import { ProblemNote } from "#dashboard/parts/problem-note.tsx";
import { Skeleton } from "#dashboard/parts/skeleton.tsx";
import { TopBar } from "#dashboard/parts/top-bar.tsx";
import { nameProduct, place } from "#dashboard/routes/navigation.ts";

const RETRY_MS = 15_000;

export function App() {
  return token.value === null ? <SignIn /> : <Door key={token.value} tokenText={token.value} />;
}

/** Behind it stands whoever has a token: it finds out who that is and which product they came for. */
function Door({ tokenText }: { readonly tokenText: string }) {
  const inAddress = place.value.productId;
  const wished = inAddress ?? rememberedProduct();
  const [found, setFound] = useState<Identified | null>(null);
  const [round, setRound] = useState(0);
  const isKnown = found?.kind === "known";
  useEffect(() => {
    // Who the token belongs to does not depend on the place, and an outage must not take the page away again.
    if (isKnown) return undefined;
    let isCurrent = true;
    const api = createApi({ token: tokenText, productId: wished, onTokenRefused: signOut });
    const find = async (): Promise<void> => {
      const identified = await identify(api);
      if (isCurrent) setFound(identified);
    };
    void find();
    return () => {
      isCurrent = false;
    };
  }, [tokenText, wished, round, isKnown]);
  useEffect(() => {
    if (found?.kind !== "problem") return undefined;
    const timer = setTimeout(() => setRound(round + 1), RETRY_MS);
    return () => clearTimeout(timer);
  }, [found, round]);
  if (found === null) return <Waiting />;
  if (found.kind === "problem")
    return (
      <main class="door">
        <Brand />
        <h1 class="unseen">Agent Gigafactory</h1>
        <div role="alert">
          <ProblemNote problem={found.problem} onRetry={() => setRound(round + 1)} />
        </div>
        <p class="faint">The page tries again every 15 seconds.</p>
        <button type="button" class="button" onClick={() => signOut(null)}>
          Use another token
        </button>
      </main>
    );
  if (found.kind === "product-wanted") return <ChooseProduct />;
  const productId = chooseProduct(found.identity.products, { inAddress, remembered: rememberedProduct() });
  if (productId === null) return <ChooseProduct />;
  return <Fleet key={productId} tokenText={tokenText} identity={found.identity} productId={productId} />;
}

function Waiting() {
  return (
    <main class="door">
      <Brand />
      <h1 class="unseen">Agent Gigafactory</h1>
      <Skeleton rows={3} />
    </main>
  );
}

type FleetProps = { readonly tokenText: string; readonly identity: Identity; readonly productId: string };

function Fleet({ tokenText, identity, productId }: FleetProps) {
  const productInAddress = identity.products?.length === 1 ? null : productId;
  const fleet = useMemo(
    () => createFleet(createApi({ token: tokenText, productId, onTokenRefused: signOut })),
    [tokenText, productId],
  );
  useEffect(() => {
    rememberProduct(productId);
    if (productInAddress !== null) nameProduct(productInAddress);
    return () => fleet.close();
  }, [fleet, productId, productInAddress]);
  const signed = useMemo(
    () => ({ fleet, identity, productId, productInAddress }),
    [fleet, identity, productId, productInAddress],
  );
  return (
    <SignedContext.Provider value={signed}>
      <a class="skip" href="#main">
        To the content
      </a>
      <TopBar />
      <OutageBanner />
      <main id="main" tabIndex={-1}>
        <Page />
      </main>
    </SignedContext.Provider>
  );
}

function Page() {
  const here = place.value;
  switch (here.page) {
    case "overview":
      return <Overview stage={here.stage} />;
    case "job":
      return <JobPage key={here.jobId} jobId={here.jobId} />;
    case "nowhere":
      return <Nowhere path={here.path} />;
  }
}
