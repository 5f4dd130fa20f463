import { type Stage } from "#contract/stage.ts";

export const JOB_ACTIONS = ["ship", "requeue", "reject", "cancel", "approve", "hold", "release"] as const;
export type JobAction = (typeof JOB_ACTIONS)[number];

type Subject = { readonly stage: Stage; readonly held: boolean };
type Rule = { readonly stages: readonly Stage[]; readonly sentence: string };

/** Which stages allow which action: one table for the server, the client and the pages. */
const RULES = {
  ship: { stages: ["testing"], sentence: "Only a job in testing can be shipped." },
  approve: { stages: ["review"], sentence: "Only a job in review can be approved." },
  reject: { stages: ["review", "testing"], sentence: "Only a job in review or testing can be rejected." },
  requeue: {
    stages: ["assigned", "building", "review", "testing", "failed", "dead_letter"],
    sentence: "Only a job that left the queue and has not ended can be requeued.",
  },
  cancel: {
    stages: ["queued", "blocked", "assigned", "building", "review", "testing", "failed"],
    sentence: "A job that has ended cannot be cancelled.",
  },
  hold: { stages: ["queued", "blocked"], sentence: "Only a waiting job can be put on hold." },
  release: { stages: ["queued", "blocked"], sentence: "Only a job on hold can be released." },
} as const satisfies Record<JobAction, Rule>;

/** Null when the action is allowed, otherwise the sentence that says why it is not. */
export function whyNot(action: JobAction, job: Subject): string | null {
  const rule: Rule = RULES[action];
  if (!rule.stages.includes(job.stage)) return `${rule.sentence} This one is ${job.stage}.`;
  if (action === "hold" && job.held) return "The job is on hold already.";
  if (action === "release" && !job.held) return "The job is not on hold.";
  return null;
}
