import { type FactoryDocument } from "#contract/documents/factory-document.ts";
import { ROUTES } from "#contract/routes.ts";
import { toTimestamp } from "#contract/time.ts";
import { seatsOf } from "#application/claim/seats.ts";
import { type Deps } from "#application/deps.ts";
import { removeFactory } from "#application/factories/remove-factory.ts";
import { revokeTokens } from "#application/factories/revoke-tokens.ts";
import { rotateToken } from "#application/factories/rotate-token.ts";
import { steerFactory } from "#application/factories/steer-factory.ts";
import { done, refused } from "#application/outcome.ts";
import { factoryView } from "#application/views/factory-view.ts";
import { bind, type Input } from "#functions/bind.ts";

type OrderInput = Pick<Input<(typeof ROUTES)["drainFactory"]>, "productId" | "params" | "principal" | "body">;

/** What operators do to factories, and a factory to its own token. */
export const FACTORY_FUNCTIONS = {
  drainFactory: bind(ROUTES.drainFactory, (deps, input) => steer(deps, input, "draining")),
  pauseFactory: bind(ROUTES.pauseFactory, (deps, input) => steer(deps, input, "paused")),
  quarantineFactory: bind(ROUTES.quarantineFactory, (deps, input) => steer(deps, input, "quarantined")),
  resumeFactory: bind(ROUTES.resumeFactory, async (deps, { productId, params, principal }) => {
    const order = { lifecycle: "active", by: principal.name, note: "", untilMs: null } as const;
    const steered = await steerFactory(deps, { productId, ...params, ...order });
    return steered.ok ? done({ factory: await viewed(deps, steered.state) }) : steered;
  }),
  removeFactory: bind(ROUTES.removeFactory, async (deps, { productId, params, query, principal }) => {
    const force = query.force === "1" || query.force === "true";
    const by = { kind: "operator", id: principal.name } as const;
    const removed = await removeFactory(deps, { productId, ...params, by, force });
    return removed.ok ? done({ ...params, ...removed.state }) : removed;
  }),
  rotateFactoryToken: bind(ROUTES.rotateFactoryToken, async (deps, { productId, params, body, principal }) => {
    const byItself = principal.role === "factory";
    // Another factory looks like one that does not exist.
    if (byItself && principal.factoryId !== params.factoryId) return refused({ code: "factory-not-found", ...params });
    const rotated = await rotateToken(deps, { productId, ...params, ...body, byItself });
    if (!rotated.ok) return rotated;
    const { token, expiresAtMs, overlapUntilMs } = rotated.state;
    return done({ token, expiresAt: toTimestamp(expiresAtMs), overlapUntil: toTimestamp(overlapUntilMs) });
  }),
  revokeFactoryToken: bind(ROUTES.revokeFactoryToken, (deps, { productId, params }) =>
    revokeTokens(deps, { productId, ...params }),
  ),
} as const;

async function steer(
  deps: Deps,
  { productId, params, principal, body }: OrderInput,
  lifecycle: FactoryDocument["lifecycle"],
) {
  const untilMs = body.until === null ? null : Date.parse(body.until);
  if (untilMs !== null && !(untilMs > deps.clock.nowMs()))
    return refused({
      code: "invalid-request",
      errors: [{ pointer: "/body/until", detail: "expected a time to come" }],
    });
  const order = { lifecycle, by: principal.name, note: body.note, untilMs };
  const steered = await steerFactory(deps, { productId, ...params, ...order });
  return steered.ok ? done({ factory: await viewed(deps, steered.state) }) : steered;
}

async function viewed(deps: Deps, factory: FactoryDocument) {
  const seats = await seatsOf(deps, { productId: factory.productId, factoryId: factory.id });
  return factoryView(factory, { seatsUsed: seats.length, nowMs: deps.clock.nowMs() });
}
