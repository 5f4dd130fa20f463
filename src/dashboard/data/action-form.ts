import { type JobAction } from "#contract/job-can.ts";

/** How an action is asked for: at once, or after a sentence and perhaps a note. */
export type ActionForm = {
  readonly label: string;
  readonly tone: "primary" | "plain" | "danger";
  /** Null acts at once. */
  readonly confirm: { readonly sentence: string; readonly note: "none" | "optional" | "required" } | null;
};

export const ACTION_FORMS = {
  ship: {
    label: "Ship",
    tone: "primary",
    confirm: { sentence: "Shipping ends the job: it cannot be taken back.", note: "none" },
  },
  approve: { label: "Approve", tone: "primary", confirm: null },
  reject: {
    label: "Reject",
    tone: "danger",
    confirm: { sentence: "The work is refused. The note goes to whoever tries again.", note: "required" },
  },
  requeue: { label: "Requeue", tone: "plain", confirm: null },
  hold: {
    label: "Hold",
    tone: "plain",
    confirm: { sentence: "The job keeps its place, and no factory gets it until it is released.", note: "optional" },
  },
  release: { label: "Release", tone: "plain", confirm: null },
  cancel: {
    label: "Cancel job",
    tone: "danger",
    confirm: { sentence: "The job ends as cancelled; a factory that works on it is stopped.", note: "optional" },
  },
} as const satisfies Record<JobAction, ActionForm>;

export const ACTIONS_SHOWN = [
  "ship",
  "approve",
  "reject",
  "requeue",
  "hold",
  "release",
  "cancel",
] as const satisfies readonly JobAction[];
