import { type JobAction, whyNot } from "#contract/job-can.ts";
import { type Job } from "#contract/job.ts";
import { type Problem } from "#contract/problem.ts";
import { type Stage } from "#contract/stage.ts";
import { type EventType } from "#contract/event.ts";
import { scriptedDecisions, scriptedRuns } from "./scripted-jobs.ts";
import { type ScriptedState } from "./scripted-state.ts";

/** What an action makes of a job, and what the event is called. */
const MOVES: Readonly<Record<JobAction, readonly [Stage, EventType]>> = {
  ship: ["shipped", "job.shipped"],
  approve: ["testing", "job.approved"],
  reject: ["queued", "job.rejected"],
  requeue: ["queued", "job.requeued"],
  cancel: ["failed", "job.cancelled"],
  hold: ["queued", "job.held"],
  release: ["queued", "job.released"],
};

export type Answer = { readonly ok: unknown } | { readonly problem: Problem };

export function listJobs(state: ScriptedState, query: URLSearchParams): Answer {
  const stage = query.get("stage");
  const limit = Number(query.get("limit") ?? 50);
  const from = Number(query.get("cursor") ?? 0);
  const all = [...state.jobs.values()]
    .filter((job) => stage === null || job.stage === stage)
    .sort((a, b) => (a.submittedAt < b.submittedAt ? 1 : -1));
  const end = from + limit;
  return { ok: { items: all.slice(from, end), nextCursor: end < all.length ? String(end) : null } };
}

const BODY = "Run the formatter over `src/` and commit what it changes.\n\n- leave generated files alone\n";

const PARTS: Readonly<Record<string, (state: ScriptedState, job: Job, query: URLSearchParams) => Answer>> = {
  "": (_, job) => ({ ok: { job: { ...job, bodyMd: BODY } } }),
  explain: (_, job) => ({ ok: { items: scriptedDecisions(job) } }),
  runs: (_, job) => ({ ok: { items: scriptedRuns(job) } }),
  events: (state, job, query) => {
    const all = state.eventsOf(job);
    const after = Number(query.get("after") ?? 0);
    return { ok: { items: all.filter((event) => event.seq > after), lastSeq: all.at(-1)?.seq ?? 0 } };
  },
};

/** One job, its runs or its events. */
export function readJob(state: ScriptedState, path: string, query: URLSearchParams): Answer {
  const [, jobId = "", part = ""] = path.split("/");
  const job = state.jobs.get(jobId);
  if (job === undefined) return { problem: { code: "job-not-found", jobId } };
  return PARTS[part]?.(state, job, query) ?? { problem: { code: "not-found" } };
}

/** An operator's action, refused as the contract's table refuses it. */
export function actOnJob(state: ScriptedState, path: string, note: string): Answer {
  const [, jobId = "", , name = ""] = path.split("/");
  const action = name as JobAction;
  const job = state.jobs.get(jobId);
  if (job === undefined) return { problem: { code: "job-not-found", jobId } };
  const reason = whyNot(action, job);
  if (reason !== null) return { problem: { code: "action-not-allowed", jobId, stage: job.stage, reason } };
  const [stage, type] = MOVES[action];
  state.move(jobId, { type, stage, data: { by: "ada", approvals: 1, needed: 1, note, sha: null, cause: "operator" } });
  return { ok: { job: state.jobs.get(jobId) } };
}
