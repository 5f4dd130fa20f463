import { signOut } from "#dashboard/data/session.ts";
import { nextTheme, setTheme, theme } from "#dashboard/data/theme.ts";
import { paths } from "#dashboard/routes/path-builder.ts";
import { Brand } from "./brand.tsx";
import { ConnectionBadge } from "./connection-badge.tsx";
import { useSigned } from "./fleet-context.ts";
import { Icon } from "./icon.tsx";
import { ProductSwitch } from "./product-switch.tsx";

export function TopBar() {
  const { identity, productInAddress } = useSigned();
  return (
    <header class="top">
      <a class="home" href={paths.overview({ productId: productInAddress, stage: null })}>
        <Brand />
      </a>
      <ProductSwitch />
      <span class="gap" />
      <ConnectionBadge />
      <button
        type="button"
        class="button quiet"
        title={`Colours: ${theme.value}`}
        onClick={() => setTheme(nextTheme(theme.value))}
      >
        <Icon name="theme" />
        <span class="unseen">{`Colours: ${theme.value}. Change`}</span>
      </button>
      <button
        type="button"
        class="button quiet"
        title={`Signed in as ${identity.name} (${identity.role}). Sign out`}
        onClick={() => signOut(null)}
      >
        <Icon name="leave" />
        <span class="unseen">{`Signed in as ${identity.name}, ${identity.role}. Sign out`}</span>
      </button>
    </header>
  );
}
