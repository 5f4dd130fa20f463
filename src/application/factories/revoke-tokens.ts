import { type Refusal } from "#contract/problem.ts";
import { type Deps } from "#application/deps.ts";
import { codesOf, liveTokensOf, revokeToken } from "#application/factories/factory-tokens.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { FACTORIES } from "#application/ports/collections.ts";
import { replaceMonotone } from "#application/relay/replace-monotone.ts";
import { withTokensRevoked } from "#domain/factory/rotation.ts";

type OfFactory = { readonly productId: string; readonly factoryId: string };

/** FL3: every token of the factory, and the code that could get it another one. Gives how many tokens were still good. */
export async function revokeTokens(
  deps: Pick<Deps, "store" | "clock" | "log">,
  { productId, factoryId }: OfFactory,
): Promise<Outcome<{ readonly revoked: number }, Refusal<"factory-not-found">>> {
  const nowMs = deps.clock.nowMs();
  const factory = await replaceMonotone(deps, FACTORIES, { partition: productId, id: factoryId }, (known) =>
    known === null ? null : withTokensRevoked(known, nowMs),
  );
  if (factory === null) return refused({ code: "factory-not-found", factoryId });
  const [tokens, codes] = await Promise.all([liveTokensOf(deps, factoryId), codesOf(deps, factoryId)]);
  await Promise.all([...tokens, ...codes].map((token) => revokeToken(deps, token, nowMs)));
  deps.log.info("factory.tokens_revoked", { factoryId, productId, revoked: tokens.length });
  return done({ revoked: tokens.length });
}
