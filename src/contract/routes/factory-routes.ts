import * as z from "zod";
import { Factory } from "#contract/factory.ts";
import { FactoryId, IdempotencyKey } from "#contract/id.ts";
import { defineRoutes } from "#contract/route.ts";
import { Timestamp } from "#contract/time.ts";

const WRITERS = ["operator", "admin"] as const;
const ofFactory = z.strictObject({ factoryId: FactoryId });

/** Why, for whoever looks at the factory later; and when it ends by itself, if it should. */
const FactoryOrder = z
  .strictObject({ note: z.string().max(500).default(""), until: Timestamp.nullable().default(null) })
  .meta({ id: "FactoryOrder" });
const steered = {
  method: "POST",
  tag: "Factories",
  access: WRITERS,
  params: ofFactory,
  ok: z.object({ factory: Factory }),
} as const;

export const FACTORY_ROUTES = defineRoutes({
  drainFactory: {
    ...steered,
    path: "/api/fleet/factories/{factoryId}/drain",
    summary: "The factory takes no new job and finishes what it has",
    body: FactoryOrder,
    problems: ["factory-not-found", "invalid-request", "contention"],
  },
  pauseFactory: {
    ...steered,
    path: "/api/fleet/factories/{factoryId}/pause",
    summary: "The factory takes no new job for a while; what it has it finishes",
    body: FactoryOrder,
    problems: ["factory-not-found", "invalid-request", "contention"],
  },
  quarantineFactory: {
    ...steered,
    path: "/api/fleet/factories/{factoryId}/quarantine",
    summary: "Something is wrong with the factory: it takes no new job until somebody has looked",
    body: FactoryOrder,
    problems: ["factory-not-found", "invalid-request", "contention"],
  },
  resumeFactory: {
    ...steered,
    path: "/api/fleet/factories/{factoryId}/resume",
    summary: "The factory may take jobs again",
    problems: ["factory-not-found", "contention"],
  },
  removeFactory: {
    method: "DELETE",
    path: "/api/fleet/factories/{factoryId}",
    tag: "Factories",
    summary:
      "Remove the factory and its tokens. Refused while it holds jobs; with force they go back to the queue first",
    access: WRITERS,
    params: ofFactory,
    query: z.strictObject({ force: z.enum(["0", "1", "false", "true"]).default("0") }),
    ok: z.object({ factoryId: FactoryId, jobsReleased: z.int() }),
    problems: ["factory-not-found", "factory-busy", "contention"],
  },
  rotateFactoryToken: {
    method: "POST",
    path: "/api/fleet/factories/{factoryId}/token/rotate",
    tag: "Factories",
    summary: "Give the factory a new token; the one before stays good for the overlap. Repeat it under its rotationId",
    access: ["factory", ...WRITERS],
    params: ofFactory,
    body: z.strictObject({ rotationId: IdempotencyKey }),
    ok: z.object({ token: z.string(), expiresAt: Timestamp, overlapUntil: Timestamp }),
    problems: ["factory-not-found", "unauthenticated", "contention"],
  },
  revokeFactoryToken: {
    method: "POST",
    path: "/api/fleet/factories/{factoryId}/token/revoke",
    tag: "Factories",
    summary: "Revoke every token of the factory, everywhere within five seconds",
    access: WRITERS,
    params: ofFactory,
    ok: z.object({ revoked: z.int() }),
    problems: ["factory-not-found"],
  },
});
