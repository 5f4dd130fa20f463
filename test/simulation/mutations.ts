import { type Mutation } from "./mutation.ts";

/** Every mistake that the protocol's rules exist to prevent. Each `find` must stand exactly once in its file. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: "a replace ignores the version that it was decided on",
    edits: [
      {
        file: "adapters/memory/memory-store.ts",
        find: 'if (write.kind === "replace" && row?.version !== write.expected)',
        replace: 'if (write.kind === "replace" && row === undefined)',
      },
    ],
    caughtBy: ["I1", "I3", "I10", "I13", "I12", "I7", "I6", "I4", "EXC"],
  },
  {
    name: "a grant takes the epoch that the job has",
    edits: [
      {
        file: "domain/lease/grant.ts",
        find: "const epoch = job.leaseEpoch + 1;",
        replace: "const epoch = Math.max(1, job.leaseEpoch);",
      },
      {
        file: "domain/lease/end-lease.ts",
        find: "leaseEpoch: job.leaseEpoch + 1",
        replace: "leaseEpoch: job.leaseEpoch",
      },
    ],
    caughtBy: ["I1", "I10", "EXC"],
  },
  {
    name: "the holder's name is enough for the fence",
    edits: [{ file: "domain/lease/fence.ts", find: " || lease.epoch !== worker.leaseEpoch", replace: "" }],
    caughtBy: ["I3"],
  },
  {
    name: "a renewal is written without looking who holds the job",
    edits: [
      {
        file: "application/workers/renew-lease.ts",
        find: `      { path: "lease.epoch", equals: worker.leaseEpoch },
      { path: "lease.holderFactoryId", equals: worker.factoryId },`,
        replace: `      { path: "kind", equals: "job" },`,
      },
    ],
    caughtBy: ["I3", "EXC", "I1"],
  },
  {
    name: "nobody looks for the receipt",
    edits: [
      {
        file: "application/execute.ts",
        find: "if (found === null) return null;",
        replace: "if (found !== null || found === null) return null;",
      },
    ],
    caughtBy: ["I11", "I12", "EXC"],
  },
  {
    name: "an unknown outcome of a submit is a failure, and the retry makes a second job",
    edits: [
      { file: "application/jobs/submit-job.ts", find: 'writes.push({ kind: "create", doc });', replace: "void doc;" },
    ],
    caughtBy: ["I14", "EXC"],
  },
  {
    name: "the end of a lease leaves its seat behind",
    edits: [
      {
        file: "domain/operation/plan-operation.ts",
        find: "if (ended !== null) writes.push",
        replace: "if (ended !== null && false) writes.push",
      },
    ],
    caughtBy: ["I13", "I5"],
  },
  {
    name: "a claim takes no seat",
    edits: [
      {
        file: "domain/operation/plan-operation.ts",
        find: `  if (ended !== null) writes.push({ kind: "delete", id: seatIdOf(ended.holderFactoryId, ended.seat) });
  if (started !== null) writes.push({ kind: "create", doc: seatOf(job, started) });`,
        replace: "  void [ended, started, seatOf, seatIdOf];",
      },
    ],
    caughtBy: ["I13", "I5", "EXC"],
  },
  {
    name: "a claim's receipt is not named by the claim",
    edits: [
      {
        file: "contract/documents/operation-record.ts",
        find: "`op:claim:${factoryId}:${claimId}`",
        replace:
          "`op:claim:${factoryId}:${claimId}:${(globalThis as { salt?: number }).salt = ((globalThis as { salt?: number }).salt ?? 0) + 1}`",
      },
    ],
    caughtBy: ["I10"],
  },
  {
    name: "the claim returns a version read after the queue was",
    edits: [
      {
        file: "application/claim/claim-round.ts",
        find: "return nothing(found.read === 0 ? hall.version : null);",
        replace:
          "return nothing(found.read === 0 ? ((await deps.store.read(QUEUE_STATES, claim.productId, QUEUE_STATE_ID))?.value.version ?? 0) : null);",
      },
    ],
    caughtBy: ["I8"],
  },
  {
    name: "a version step that cannot be asked for is left out",
    edits: [
      {
        file: "application/relay/project.ts",
        find: 'await deps.entity.signal(productId, { op: "bump", coversAtMs });',
        replace: 'await deps.entity.signal(productId, { op: "bump", coversAtMs }).catch(() => {});',
      },
      {
        file: "application/reaper/relieve-entity.ts",
        find: "if (lagMs < LAG_MAX_MS) return false;",
        replace: "if (lagMs > 0 || lagMs <= 0) return false;",
      },
    ],
    caughtBy: ["I8", "I5"],
  },
  {
    name: "the events are written first of all",
    edits: [
      {
        file: "application/relay/project.ts",
        find: "  await Promise.all(\n    open.flatMap((record) => [",
        replace:
          '  await Promise.all(open.map((record) => createIfAbsent(deps, "fleet_events", record.jobId, record.events)));\n  await Promise.all(\n    open.flatMap((record) => [',
      },
    ],
    caughtBy: ["I9", "I8", "I5"],
  },
  {
    name: "the version is not stepped at all when a lease ends",
    edits: [
      {
        file: "domain/operation/plan-operation.ts",
        find: "wakes: lease.ended !== null || becameClaimable(was, job),",
        replace: "wakes: was === null,",
      },
    ],
    caughtBy: ["I8", "I5"],
  },
  {
    name: "blocked jobs are neither looked at again nor swept",
    edits: [
      {
        file: "application/relay/unblock-dependants.ts",
        find: "async function unblock(deps: Deps, job: JobDocument): Promise<void> {",
        replace:
          'async function unblock(deps: Deps, job: JobDocument): Promise<void> {\n  if (job.rev > 1 && job.jobKind === "task") return;\n  if (job.jobKind === "composite" && job.deps.length > 1 && deps.random.next() < 2) return;',
      },
    ],
    caughtBy: ["I5"],
  },
  {
    name: "what a dependency is at is decided before the news",
    edits: [
      {
        file: "domain/dag/unblock.ts",
        find: "dependencyVerdict(\n      job,",
        replace: 'dependencyVerdict(\n      { ...job, depsExpected: 0, depsMode: "any" },',
      },
    ],
    caughtBy: ["I15", "I5", "EXC"],
  },
  {
    name: "the lease row takes whatever comes last",
    edits: [
      {
        file: "application/relay/project-lease.ts",
        find: "known !== null && known.rev >= next.rev ? null : next",
        replace: "known !== null && known.rev === next.rev ? null : next",
      },
    ],
    caughtBy: ["I9"],
  },
  {
    name: "a lease that expired is not ended by anybody",
    edits: [
      {
        file: "application/reaper/reap-expired.ts",
        find: "if (lease === null) return false;",
        replace: "if (lease !== null || lease === null) return false;",
      },
    ],
    caughtBy: ["I5"],
  },
  {
    name: "a pause that ran out is not announced",
    edits: [
      {
        file: "application/reaper/announce-due.ts",
        find: "const products = new Set(",
        replace: "const products = new Set(items.length > 0 ? [] : ",
      },
    ],
    caughtBy: ["I5"],
  },
  {
    name: "the reservation is written over whatever stands there",
    edits: [
      {
        file: "adapters/memory/memory-store.ts",
        find: 'if (write.kind === "replace" && row?.version !== write.expected)',
        replace: 'if (write.kind === "replace" && write.doc.id !== "reserve" && row?.version !== write.expected)',
      },
    ],
    caughtBy: ["I16", "I17"],
  },
];
