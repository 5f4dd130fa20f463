import { type Job } from "#contract/job.ts";
import { plainText } from "#cli/render/plain-text.ts";

type Field = readonly [name: string, value: string | null];

/** What a person wants to know of one job, in the order of asking. Absent things are left out. */
export function jobFields(job: Job): readonly (readonly [string, string])[] {
  const fields = [...what(job), ...where(job), ...result(job)];
  return fields.flatMap(([name, value]) => (value === null ? [] : [[name, plainText(value)] as const]));
}

const what = (job: Job): readonly Field[] => [
  ["id", job.id],
  ["title", job.title],
  ["stage", job.held ? `${job.stage}, on hold: ${job.holdNote ?? ""}` : job.stage],
  ["key", job.key],
  ["priority", job.priority],
  ["persona", job.persona],
  ["engine", job.engine],
  ["capabilities", list(job.capabilities)],
  ["routable", job.routable || !isWaiting(job) ? null : "no live factory offered what it needs when it was submitted"],
  ["kind", job.kind],
  ["parent", job.parentId],
  ["deps", list(job.deps)],
  ["labels", list(job.labels)],
];

const where = (job: Job): readonly Field[] => [
  ["repository", job.repo === null ? null : `${job.repo.url} (${job.repo.branch})`],
  ["budget", job.budgetUsd === null ? null : `$${job.budgetUsd}`],
  ["attempts", `${job.attempts} of ${job.attemptsMax}`],
  ["approvals", `${job.approvals} of ${job.reviewersNeeded}`],
  ["held by", job.lease === null ? null : `${job.lease.holderFactoryId} until ${job.lease.expiresAt}`],
  ["lease epoch", String(job.leaseEpoch)],
];

const result = (job: Job): readonly Field[] => [
  ["checkpoint", job.checkpoint === null ? null : `${job.checkpoint.sha} ${job.checkpoint.summary}`],
  ["outcome", job.outcome === null ? null : `${job.outcome.result} (${job.outcome.code}) ${job.outcome.message}`],
  ["commit", job.outcome?.sha ?? null],
  ["branch", job.outcome?.branch ?? null],
  ["submitted", `${job.submittedAt} by ${job.submittedBy}`],
  ["not before", job.notBefore],
  ["ended", job.endedAt],
];

const isWaiting = ({ stage }: Job): boolean => stage === "queued" || stage === "blocked";
const list = (items: readonly string[]): string | null => (items.length === 0 ? null : items.join(", "));
