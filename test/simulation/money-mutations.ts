import { type Mutation } from "./mutation.ts";

/** The mistakes by which money is lost, counted twice or overspent. */
export const MONEY_MUTATIONS: readonly Mutation[] = [
  {
    name: "the ledger adds a run's total each time it is told",
    edits: [
      {
        file: "domain/budget/ledger.ts",
        find: "const deltaMicroUsd = Math.max(0, run.costMicroUsd - counted);",
        replace: "const deltaMicroUsd = run.costMicroUsd;",
      },
    ],
    caughtBy: ["I6", "I5"],
  },
  {
    name: "a run is marked as counted before the state is kept",
    edits: [
      {
        file: "application/product/apply-signals.ts",
        find: "    return { ledger: next, again: hasEnded };",
        replace:
          "    await replaceMonotone(deps, RUNS, { partition: at.jobId, id: at.runId }, (known) => settled(known, next.counted[at.runId] ?? 0));\n    return { ledger: hasEnded ? forgetRun(next, at.runId) : next, again: false };",
      },
    ],
    caughtBy: ["I6"],
  },
  {
    name: "the cost of a fenced run is refused",
    edits: [
      {
        file: "application/workers/report-usage.ts",
        find: "  if (stored !== undefined)",
        replace: "  if (stored !== undefined && stored.end !== null) return absent;\n  if (stored !== undefined)",
      },
    ],
    caughtBy: ["I6"],
  },
  {
    name: "a smaller total takes money back",
    edits: [
      {
        file: "application/workers/report-usage.ts",
        find: "mergeUsage(before.usage, report.sessions)",
        replace: "[...report.sessions].filter(() => mergeUsage !== null)",
      },
      {
        file: "application/workers/report-usage.ts",
        find: "Math.max(before.costMicroUsd, costOf(usage))",
        replace: "costOf(usage)",
      },
    ],
    caughtBy: ["I6"],
  },
  {
    name: "a reservation is given back when the lease ends, whatever the ledger holds",
    edits: [
      {
        file: "domain/budget/reservation.ts",
        find: "run.end !== null && run.countedMicroUsd >= run.costMicroUsd;",
        replace: "run.end !== null;",
      },
    ],
    caughtBy: ["I17"],
  },
  {
    name: "a claim looks at what is spent and not at what is reserved",
    edits: [
      {
        file: "domain/budget/reservation.ts",
        find: "limit.spentMicroUsd + reservedOf(known) + reserving.amountMicroUsd",
        replace: "limit.spentMicroUsd + reserving.amountMicroUsd",
      },
      {
        file: "application/scheduling/product-view.ts",
        find: "budget.ceilingMicroUsd - budget.spentMicroUsd - reservedMicroUsd",
        replace: "budget.ceilingMicroUsd - budget.spentMicroUsd",
      },
    ],
    caughtBy: ["I16"],
  },
  {
    name: "nobody gives a reservation back",
    edits: [
      {
        file: "domain/budget/reservation.ts",
        find: "if (gone.size === 0) return null;",
        replace: "if (gone.size >= 0) return null;",
      },
    ],
    caughtBy: ["I17", "I5"],
  },
  {
    name: "the end of a pause steps no version",
    edits: [
      {
        file: "application/budget/announce-policy.ts",
        find: 'await deps.entity.signal(productId, { op: "bump", coversAtMs: deps.clock.nowMs() });',
        replace: 'if (deps.clock.nowMs() < 0) await deps.entity.signal(productId, { op: "rebuild" });',
      },
    ],
    caughtBy: ["I8", "I5"],
  },
];
