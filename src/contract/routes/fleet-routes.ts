import * as z from "zod";
import { Capabilities } from "#contract/capability.ts";
import { HEALTHS, LIFECYCLES, SEATS_MAX } from "#contract/documents/factory-document.ts";
import { Cadence, Factory } from "#contract/factory.ts";
import { FactoryId, IdempotencyKey, ProductId } from "#contract/id.ts";
import { defineRoutes } from "#contract/route.ts";
import { Timestamp } from "#contract/time.ts";

const READERS = ["viewer", "operator", "admin", "factory"] as const;
const WRITERS = ["operator", "admin"] as const;

const WorkerFacts = z.strictObject({
  capabilities: Capabilities.min(1),
  seatLimit: z.int().min(1).max(SEATS_MAX),
  version: z.string().min(1).max(40),
});

export const FLEET_ROUTES = defineRoutes({
  listFactories: {
    method: "GET",
    path: "/api/fleet/factories",
    tag: "Factories",
    summary: "The product's factories",
    access: READERS,
    ok: z.object({ items: z.array(Factory) }),
    problems: [],
  },
  createEnrolmentCode: {
    method: "POST",
    path: "/api/fleet/factories/enrolment-codes",
    tag: "Factories",
    summary: "Make a code with which one factory can enrol, once, within the hour",
    access: WRITERS,
    body: z.strictObject({ name: z.string().min(1).max(60) }),
    ok: z.object({ code: z.string(), expiresAt: Timestamp }),
    statuses: [201],
    problems: [],
  },
  enrolFactory: {
    method: "POST",
    path: "/api/fleet/factories/enroll",
    tag: "Factories",
    summary: "Enrol with a one-time code: gives the factory its id and its token, which is shown this once",
    access: "public",
    body: z
      .strictObject({ code: z.string().max(100), enrolmentId: IdempotencyKey, name: z.string().min(1).max(60) })
      .extend(WorkerFacts.shape),
    ok: z.object({
      factoryId: FactoryId,
      productId: ProductId,
      token: z.string(),
      /** The factory rotates its token in good time before. */
      expiresAt: Timestamp.nullable().default(null),
      cadence: Cadence,
    }),
    statuses: [201],
    problems: ["unauthenticated", "enrolment-code-spent", "contention", "unavailable"],
  },
  heartbeat: {
    method: "POST",
    path: "/api/fleet/factories/heartbeat",
    tag: "Factories",
    summary: "The calling factory is alive: what it offers, how busy it is, whether it drains",
    access: ["factory"],
    body: WorkerFacts.extend({
      bootId: z.int().min(0),
      health: z.enum(HEALTHS),
      load: z.number().min(0).max(1_000),
      draining: z.boolean(),
    }).meta({ id: "Heartbeat" }),
    ok: z.object({ lifecycle: z.enum(LIFECYCLES), cadence: Cadence }),
    problems: ["factory-not-found", "contention"],
  },
  getQueueState: {
    method: "GET",
    path: "/api/fleet/queue-state",
    tag: "Queue",
    summary: "The queue's version: unchanged means that a claim would find what it found before",
    access: READERS,
    ok: z.object({ productId: ProductId, version: z.int(), cadence: Cadence }),
    problems: [],
  },
  negotiateLive: {
    method: "GET",
    path: "/api/fleet/live/negotiate",
    tag: "Live",
    summary: "A URL for the live connection, good for this product's groups only",
    access: READERS,
    ok: z.object({
      url: z.string(),
      groups: z.object({ product: z.string(), wake: z.string() }),
      expiresAt: Timestamp,
    }),
    problems: ["live-unavailable"],
  },
  whoAmI: {
    method: "GET",
    path: "/api/fleet/whoami",
    tag: "Live",
    summary: "What the token may do",
    access: READERS,
    perProduct: false,
    ok: z.object({
      name: z.string(),
      role: z.string(),
      products: z.array(ProductId).nullable(),
      serverTime: Timestamp,
    }),
    problems: [],
  },
  getOpenApi: {
    method: "GET",
    path: "/api/fleet/openapi.json",
    tag: "Meta",
    summary: "This API as an OpenAPI 3.1 document",
    access: "public",
    ok: z.record(z.string(), z.unknown()),
    problems: [],
  },
  healthz: {
    method: "GET",
    path: "/api/fleet/healthz",
    tag: "Meta",
    summary: "Answers as soon as the service runs",
    access: "public",
    ok: z.object({ status: z.literal("ok"), serverTime: Timestamp }),
    problems: [],
  },
});
