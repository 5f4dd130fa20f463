import { openApiDocument } from "#contract/openapi.ts";
import { QUEUE_STATE_ID } from "#contract/documents/product-documents.ts";
import { liveGroups } from "#contract/live.ts";
import { ROUTES } from "#contract/routes.ts";
import { toTimestamp } from "#contract/time.ts";
import { cadenceOf } from "#application/cadence.ts";
import { createEnrolmentCode } from "#application/factories/create-enrolment-code.ts";
import { enrolFactory } from "#application/factories/enrol-factory.ts";
import { heartbeat } from "#application/factories/heartbeat.ts";
import { listFactories } from "#application/factories/list-factories.ts";
import { done } from "#application/outcome.ts";
import { QUEUE_STATES } from "#application/ports/collections.ts";
import { bind } from "#functions/bind.ts";
import { factoryOf } from "#functions/http/workers.ts";

/** Factories, the queue's version, the live line, and what the API says of itself. */
export const FLEET_FUNCTIONS = {
  listFactories: bind(ROUTES.listFactories, async (deps, { productId }) =>
    done({ items: [...(await listFactories(deps, productId))] }),
  ),
  createEnrolmentCode: bind(ROUTES.createEnrolmentCode, async (deps, { productId, body }) => {
    const { code, expiresAtMs } = await createEnrolmentCode(deps, { productId, name: body.name });
    return done({ code, expiresAt: toTimestamp(expiresAtMs) });
  }),
  enrolFactory: bind(ROUTES.enrolFactory, async (deps, { body }) => {
    const enrolled = await enrolFactory(deps, body);
    if (!enrolled.ok) return enrolled;
    const { expiresAtMs, ...identity } = enrolled.state;
    return done({ ...identity, expiresAt: toTimestamp(expiresAtMs), cadence: cadenceOf(deps.policy) });
  }),
  heartbeat: bind(ROUTES.heartbeat, async (deps, { productId, body, principal }) => {
    const beaten = await heartbeat(deps, { productId, factoryId: factoryOf(principal), ...body });
    if (!beaten.ok) return beaten;
    return done({ lifecycle: beaten.state.lifecycle, cadence: cadenceOf(deps.policy) });
  }),
  getQueueState: bind(ROUTES.getQueueState, async (deps, { productId }) => {
    const state = await deps.store.read(QUEUE_STATES, productId, QUEUE_STATE_ID, { consistency: "eventual" });
    return done({ productId, version: state?.value.version ?? 0, cadence: cadenceOf(deps.policy) });
  }),
  negotiateLive: bind(ROUTES.negotiateLive, async (deps, { productId, principal }) => {
    const { url, expiresAtMs } = await deps.publisher.access({
      productId,
      userId: principal.factoryId ?? principal.name,
    });
    const groups = { product: liveGroups.product(productId), wake: liveGroups.wake(productId) };
    return done({ url, groups, expiresAt: toTimestamp(expiresAtMs) });
  }),
  whoAmI: bind(ROUTES.whoAmI, (deps, { principal: { name, role, products } }) =>
    Promise.resolve(
      done({
        name,
        role,
        products: products === null ? null : [...products],
        serverTime: toTimestamp(deps.clock.nowMs()),
      }),
    ),
  ),
  getOpenApi: bind(ROUTES.getOpenApi, () => Promise.resolve(done(openApiDocument()))),
  healthz: bind(ROUTES.healthz, (deps) =>
    Promise.resolve(done({ status: "ok" as const, serverTime: toTimestamp(deps.clock.nowMs()) })),
  ),
} as const;
