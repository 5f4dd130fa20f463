import {
  type JobDocument,
  type IdempotencyDocument,
  bodyIdOf,
  idempotencyIdOf,
} from "#contract/documents/job-document.ts";
import { operationIdOf } from "#contract/documents/operation-record.ts";
import { type ProfileSnapshot } from "#contract/documents/profile-document.ts";
import { JobId } from "#contract/id.ts";
import { type Manifest } from "#contract/manifest/manifest.ts";
import { type Refusal } from "#contract/problem.ts";
import { type Stage } from "#contract/stage.ts";
import { depthOf } from "#application/dag/depth-of.ts";
import { type Deps } from "#application/deps.ts";
import { execute, type Plan } from "#application/execute.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { IDEMPOTENCY, JOBS } from "#application/ports/collections.ts";
import { waitsFor } from "#application/jobs/waits-for.ts";
import { stagesOf } from "#application/relay/unblock-dependants.ts";
import { snapshotOf } from "#application/profiles/profiles.ts";
import { type MissingCapability, routability } from "#application/routability.ts";
import { decideAddChild } from "#domain/dag/add-child.ts";
import { DEPTH_MAX } from "#domain/dag/depth.ts";
import { dependencyVerdict } from "#domain/dag/verdict.ts";
import { newJob, withProfile } from "#domain/job/submit.ts";
import { planOperation } from "#domain/operation/plan-operation.ts";
import { type Write } from "#domain/operation/write.ts";

export type SubmitJob = {
  readonly productId: string;
  readonly manifest: Manifest;
  readonly bodyMd: string;
  readonly submittedBy: string;
  readonly strict: boolean;
};
export type Submitted = {
  readonly job: JobDocument;
  readonly replayed: boolean;
  readonly missing: readonly MissingCapability[];
};
type Reason = Refusal<
  | "idempotency-key-reused"
  | "profile-not-found"
  | "unknown-dependency"
  | "parent-not-open"
  | "unroutable"
  | "contention"
>;

/** SU1: one key gives one job, in whatever number of requests at once; the same key with other content is refused. */
export async function submitJob(deps: Deps, submit: SubmitJob): Promise<Outcome<Submitted, Reason>> {
  const prepared = await prepare(deps, submit);
  if (!prepared.ok) return prepared;
  if (prepared.state.kind === "known") return done(prepared.state.submitted);
  const { submission, missing } = prepared.state;
  const { jobId, recordId, requestSha256 } = submission;
  const executed = await execute<Reason>(deps, { productId: submit.productId, recordId }, (nowMs) =>
    planSubmit(deps, submission, nowMs),
  );
  switch (executed.kind) {
    case "committed":
      return done({ job: executed.job, replayed: false, missing });
    case "refused":
      return refused(executed.problem);
    case "replayed":
      return answerWith(deps, submit.productId, jobId, { replayed: false, missing });
    case "skipped":
      // Only a key that another request took in the meantime is skipped.
      return (
        (await submittedBefore(deps, submit, requestSha256)) ?? refused({ code: "contention", retryAfterMs: 1_000 })
      );
  }
}

export type Foreseen = Submitted & {
  /** The documents that the submission would create or change, by kind; empty where the key gives an earlier job. */
  readonly writes: readonly Write[];
};

/** SB1: the same submission up to its commit, by the same reads and decisions, and then nothing. */
export async function foreseeJob(deps: Deps, submit: SubmitJob): Promise<Outcome<Foreseen, Reason>> {
  const prepared = await prepare(deps, submit);
  if (!prepared.ok) return prepared;
  if (prepared.state.kind === "known") return done({ ...prepared.state.submitted, writes: [] });
  const { submission, missing } = prepared.state;
  const plan = await planSubmit(deps, submission, deps.clock.nowMs());
  if (plan.kind === "refuse") return refused(plan.problem);
  if (plan.kind === "skip") return refused({ code: "contention", retryAfterMs: 1_000 });
  return done({ job: plan.job, replayed: false, missing, writes: plan.writes });
}

type Prepared =
  | { readonly kind: "known"; readonly submitted: Submitted }
  | { readonly kind: "new"; readonly submission: Submission; readonly missing: readonly MissingCapability[] };

/** Everything that is asked before the loop, which writes nothing yet. */
async function prepare(deps: Deps, submit: SubmitJob): Promise<Outcome<Prepared, Reason>> {
  const requestSha256 = deps.secrets.sha256(JSON.stringify([submit.manifest, submit.bodyMd]));
  const earlier = await submittedBefore(deps, submit, requestSha256);
  if (earlier !== null) return earlier.ok ? done({ kind: "known", submitted: earlier.state }) : earlier;
  const snapshot = await snapshotOf(deps, { productId: submit.productId, ref: submit.manifest.persona });
  if (!snapshot.ok) return snapshot;
  const profile = snapshot.state;
  const { missing } = await routability(deps, submit.productId, withProfile(submit.manifest, profile));
  if (submit.strict && missing.length > 0) return refused({ code: "unroutable", missing: [...missing] });
  const refs = await resolveRefs(deps, submit.productId, submit.manifest);
  if (!refs.ok) return refs;
  const jobId = `job_${deps.ids.next()}`;
  const recordId = operationIdOf(jobId, "submit");
  const submission = { submit, jobId, recordId, requestSha256, profile, ...refs.state, routable: missing.length === 0 };
  return done({ kind: "new", submission, missing });
}

async function submittedBefore(
  deps: Deps,
  { productId, manifest }: SubmitJob,
  requestSha256: string,
): Promise<Outcome<Submitted, Reason> | null> {
  if (manifest.key === undefined) return null;
  const known = await deps.store.read(IDEMPOTENCY, productId, idempotencyIdOf(manifest.key));
  if (known === null) return null;
  if (known.value.requestSha256 !== requestSha256)
    return refused({ code: "idempotency-key-reused", key: manifest.key });
  return answerWith(deps, productId, known.value.jobId, { replayed: true, missing: [] });
}

async function answerWith(
  deps: Deps,
  productId: string,
  jobId: string,
  rest: Omit<Submitted, "job">,
): Promise<Outcome<Submitted, Refusal<"contention">>> {
  const job = await deps.store.read(JOBS, productId, jobId);
  return job === null ? refused({ code: "contention", retryAfterMs: 1_000 }) : done({ job: job.value, ...rest });
}

type Refs = { readonly deps: readonly string[]; readonly parentId: string | null };

async function resolveRefs(
  deps: Deps,
  productId: string,
  manifest: Manifest,
): Promise<Outcome<Refs, Refusal<"unknown-dependency">>> {
  const wanted = [...manifest.deps, ...(manifest.parent === undefined ? [] : [manifest.parent])];
  const ids = new Map<string, string>();
  await Promise.all(
    wanted.map(async (ref) => {
      const id = JobId.safeParse(ref).success
        ? ref
        : (await deps.store.read(IDEMPOTENCY, productId, idempotencyIdOf(ref)))?.value.jobId;
      if (id !== undefined) ids.set(ref, id);
    }),
  );
  const stages = await stagesOf(deps, productId, [...new Set(ids.values())]);
  const unknown = wanted.find((ref) => (stages.get(ids.get(ref) ?? "") ?? null) === null);
  if (unknown !== undefined) return refused({ code: "unknown-dependency", ref: unknown });
  const idOf = (ref: string): string => ids.get(ref) ?? ref;
  return done({
    deps: [...new Set(manifest.deps.map(idOf))],
    parentId: manifest.parent === undefined ? null : idOf(manifest.parent),
  });
}

type Submission = Refs & {
  readonly submit: SubmitJob;
  readonly jobId: string;
  readonly recordId: string;
  readonly requestSha256: string;
  readonly routable: boolean;
  readonly profile: ProfileSnapshot | null;
};

/** The whole submission is one batch: the job, its text, its key, its first event, and its place in a parent. */
async function planSubmit(deps: Deps, submission: Submission, nowMs: number): Promise<Plan<Reason>> {
  const { submit, jobId, recordId } = submission;
  const { productId, manifest } = submit;
  if (
    manifest.key !== undefined &&
    (await deps.store.read(IDEMPOTENCY, productId, idempotencyIdOf(manifest.key))) !== null
  ) {
    return { kind: "skip" };
  }
  const stages = await stagesOf(deps, productId, submission.deps);
  const job = newJob(
    {
      jobId,
      productId,
      manifest: withProfile(manifest, submission.profile),
      profile: submission.profile,
      bodySha256: deps.secrets.sha256(submit.bodyMd),
      submittedBy: submit.submittedBy,
      deps: submission.deps,
      parentId: submission.parentId,
      routable: submission.routable,
      ready: false,
    },
    nowMs,
  );
  const ready = isReady(job, stages);
  const planned = planOperation({
    recordId,
    before: null,
    next: { ...job, stage: ready ? "queued" : "blocked" },
    facts: [{ type: "job.submitted", title: job.title }],
    actor: { kind: "operator", id: submit.submittedBy },
    nowMs,
  });
  const joined =
    submission.parentId === null
      ? null
      : await planJoin(
          deps,
          { productId, parentId: submission.parentId, jobId, by: submit.submittedBy, deps: submission.deps },
          nowMs,
        );
  if (joined !== null && joined.kind === "refuse") return joined;
  return {
    kind: "commit",
    ...planned,
    writes: [...planned.writes, ...ownDocuments(submission), ...(joined?.writes ?? [])],
  };
}

const isReady = (job: JobDocument, stages: ReadonlyMap<string, Stage | null>): boolean =>
  dependencyVerdict(
    job,
    job.deps.map((id) => stages.get(id) ?? null),
  ) === "ready";

function ownDocuments({ submit, jobId, requestSha256 }: Submission): Write[] {
  const { productId, manifest } = submit;
  const writes: Write[] = [{ kind: "create", doc: bodyDocument(productId, jobId, submit.bodyMd) }];
  if (manifest.key !== undefined) {
    const doc: IdempotencyDocument = {
      id: idempotencyIdOf(manifest.key),
      kind: "idem",
      productId,
      jobId,
      requestSha256,
    };
    writes.push({ kind: "create", doc });
  }
  return writes;
}

const bodyDocument = (productId: string, jobId: string, bodyMd: string) =>
  ({ id: bodyIdOf(jobId), kind: "body", productId, jobId, bodyMd }) as const;

type Join = {
  readonly productId: string;
  readonly parentId: string;
  readonly jobId: string;
  readonly by: string;
  readonly deps: readonly string[];
};

async function planJoin(
  deps: Deps,
  join: Join,
  nowMs: number,
): Promise<
  | { readonly kind: "join"; readonly writes: readonly Write[] }
  | { readonly kind: "refuse"; readonly problem: Refusal<"parent-not-open"> }
> {
  const before = await deps.store.read(JOBS, join.productId, join.parentId);
  const no = (reason: string) =>
    ({ kind: "refuse", problem: { code: "parent-not-open", jobId: join.parentId, reason } }) as const;
  if (before === null) return no("It does not exist any more.");
  if (await waitsFor(deps, join.productId, { from: join.deps, target: join.parentId }))
    return no("It would wait for a child that waits for it.");
  if ((await depthOf(deps, before.value)) >= DEPTH_MAX) return no(`It is ${DEPTH_MAX} levels deep already.`);
  const decision = decideAddChild(before.value, join.jobId);
  if (decision.kind === "refuse") return decision;
  if (decision.kind === "skip") return { kind: "join", writes: [] };
  const { writes } = planOperation({
    recordId: operationIdOf(join.parentId, `child.${join.jobId}`),
    before,
    next: decision.next,
    facts: decision.facts,
    actor: { kind: "operator", id: join.by },
    nowMs,
  });
  return { kind: "join", writes };
}
