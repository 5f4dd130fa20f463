import { ROUTES, type RouteId } from "#contract/routes.ts";

const SOME_JOB = "job_01JZ8Y3V6W9Q4T7R2M5N8P0XKC";
const SOME_RUN = "run_01JZ8Y3V6W9Q4T7R2M5N8P0XKC_1";

type Part = Readonly<Record<string, unknown>>;
type Sample = { readonly params?: Readonly<Record<string, string>>; readonly query?: Part; readonly body?: unknown };

const facts = { capabilities: ["engine:shell"], seatLimit: 1, version: "1.0.0" };
const ofFactory = { params: { factoryId: "fac_01JZ8Y3V6W9Q4T7R2M5N8P0XKD" } };
const ofArtifact = { params: { artifactId: "art_01JZ8Y3V6W9Q4T7R2M5N8P0XKC_4F2A9C1D7E3B5A6F8091C2D3E4" } };
const ofJob = { params: { jobId: SOME_JOB } };

/** One well-formed request a route: a route without one does not compile. */
export const SAMPLES: Readonly<Record<RouteId, Sample>> = {
  submitJob: { body: "---\ntitle: A job\n---\nDo it.\n" },
  submitBatch: { body: { key: "batch-1", items: ["---\ntitle: A job\n---\nDo it.\n"] } },
  declareArtifact: { ...ofJob, body: { opId: "op-1", leaseEpoch: 1, name: "logs/build.txt" } },
  sealArtifact: {
    ...ofArtifact,
    body: { opId: "op-1", leaseEpoch: 1, sizeBytes: 1, sha256: "a".repeat(64), md5: "b".repeat(32) },
  },
  listArtifacts: ofJob,
  getArtifact: ofArtifact,
  deleteArtifact: ofArtifact,
  createProfile: { body: { name: "tester", instructions: "Test it." } },
  listProfiles: {},
  getProfile: { params: { profileId: "tester@1" } },
  listJobs: {},
  getJob: ofJob,
  patchJob: { ...ofJob, body: { opId: "op-1", leaseEpoch: 1, stage: "building" } },
  actOnJob: { params: { jobId: SOME_JOB, action: "cancel" }, body: { opId: "op-1" } },
  listRuns: ofJob,
  listEvents: ofJob,
  streamEvents: ofJob,
  getDecision: ofJob,
  submitChildren: { ...ofJob, body: { key: "k-1", children: [{ manifest: { title: "A child" }, bodyMd: "Do it." }] } },
  getDag: ofJob,
  redriveJobs: { body: { opId: "op-1" } },
  reviewJob: { ...ofJob, body: { opId: "op-1", verdict: "approve" } },
  requestReview: { ...ofJob, body: { opId: "op-1" } },
  claimJob: { body: { claimId: "claim-1", bootId: 1 } },
  renewLease: { ...ofJob, body: { leaseEpoch: 1 } },
  releaseLease: { ...ofJob, body: { opId: "op-1", leaseEpoch: 1 } },
  reportUsage: {
    params: { jobId: SOME_JOB, runId: SOME_RUN },
    body: { sessions: [{ session: "s", inputTokens: 1, outputTokens: 1, costUsd: 0.01, source: "reported" }] },
  },
  listFactories: {},
  createEnrolmentCode: { body: { name: "builder" } },
  enrolFactory: { body: { code: "agf_enr_no", enrolmentId: "e-1", name: "builder", ...facts } },
  heartbeat: { body: { ...facts, bootId: 1, health: "ok", load: 0, draining: false } },
  drainFactory: { ...ofFactory, body: { note: "kernel update" } },
  pauseFactory: { ...ofFactory, body: {} },
  quarantineFactory: { ...ofFactory, body: { note: "odd results" } },
  resumeFactory: ofFactory,
  removeFactory: ofFactory,
  rotateFactoryToken: { ...ofFactory, body: { rotationId: "rotation-1" } },
  revokeFactoryToken: ofFactory,
  createToken: { body: { name: "ada", role: "viewer", products: ["demo"] } },
  listTokens: {},
  deleteToken: { params: { tokenId: "tok_01JZ8Y3V6W9Q4T7R2M5N8P0XKE" } },
  getBudget: { params: { productId: "demo" } },
  setBudget: { params: { productId: "demo" }, body: { ceilingUsd: 5, window: "month" } },
  pauseBudget: { params: { productId: "demo" }, body: {} },
  resumeBudget: { params: { productId: "demo" }, body: {} },
  getBurndown: { params: { productId: "demo" } },
  getQueueState: {},
  negotiateLive: {},
  whoAmI: {},
  getOpenApi: {},
  healthz: {},
  getMetrics: {},
};

/** Where a route answers, its parameters filled in. */
export function pathOf(id: RouteId, { params = {}, query = {} }: Sample = SAMPLES[id]): string {
  const path = ROUTES[id].path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return search === "" ? path : `${path}?${search}`;
}

/** The body as it is sent, with its type. */
export function bodyOf(body: unknown): { readonly body?: string; readonly headers?: Record<string, string> } {
  if (body === undefined) return {};
  if (typeof body === "string") return { body, headers: { "content-type": "text/markdown" } };
  return { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
}
