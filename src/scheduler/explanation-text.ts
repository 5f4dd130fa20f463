import { reservationMicroUsd } from "./budget-fit.ts";
import { type FilterReason } from "./filter.ts";
import { type JobView, type ProductView } from "./types.ts";
import { waitingSinceMs } from "./urgency.ts";

/** Why a job is not running: a filter's reason, or one that only the whole fleet and queue can show. */
export type ExplainReason = FilterReason | "no_factory_live" | "outranked" | "ready";

/** A token that is required, and the advertised one that comes nearest; the token itself when another machine has it. */
export type MissingCapability = Readonly<{ token: string; nearest: string | null }>;

type ExplanationText = Readonly<{
  /** The reason as a sentence. */
  message: string;
  /** What to do about it, or what to wait for. */
  nextStep: string;
}>;

type ExplanationFacts = Readonly<{
  job: JobView;
  product: ProductView;
  missing: readonly MissingCapability[];
  /** Waiting jobs that go first, and how many of them are of a higher class. */
  jobsAhead: number;
  higherClassAhead: number;
  nowMs: number;
}>;

/** The reason in words, for the person who asks "why is it not running?". */
export const explanationText = (reason: ExplainReason, facts: ExplanationFacts): ExplanationText =>
  TEXTS[reason](facts);

const TEXTS: Readonly<Record<ExplainReason, (facts: ExplanationFacts) => ExplanationText>> = {
  deadline_passed: () => ({
    message: "The deadline for its start has passed.",
    nextStep: "Requeue it with a later deadline if the work is still wanted, or cancel it.",
  }),
  dependency_failed: () => ({
    message: "A job that it depends on has failed.",
    nextStep: "Requeue the failed dependency; this job follows when it has succeeded.",
  }),
  on_hold: () => ({
    message: "An operator has put it on hold.",
    nextStep: "Release the hold when it may run.",
  }),
  dependency_unmet: () => ({
    message: "A job that it depends on has not finished yet.",
    nextStep: "Nothing to do: it is queued by itself as soon as its dependencies have succeeded.",
  }),
  not_before: ({ job, nowMs }) => ({
    message: `Its start is delayed for another ${duration(waitingSinceMs(job) - nowMs)}.`,
    nextStep: "Nothing to do: it joins the queue at that time.",
  }),
  budget_paused: () => ({
    message: "The product's budget is paused, so none of its jobs start.",
    nextStep: "Resume the budget when work may go on.",
  }),
  budget_exhausted: ({ job, product }) => ({
    message: `The budget does not cover it: it needs ${dollars(reservationMicroUsd(job))}, and ${dollars(remaining(product))} is left.`,
    nextStep: "Raise the ceiling, lower the job's own budget, or wait for the next budget window.",
  }),
  budget_reserved: ({ job, product }) => ({
    message: `It needs ${dollars(reservationMicroUsd(job))}; ${dollars(remaining(product))} is free and ${dollars(product.budget.reservedMicroUsd)} is reserved for running jobs.`,
    nextStep: "Wait for running jobs to end and give back what they did not spend, or raise the ceiling.",
  }),
  concurrency_key_held: ({ job }) => ({
    message: `Every place of the concurrency key ${String(job.concurrencyKey)} is taken by a running job.`,
    nextStep: "Nothing to do: it can start when one of them ends. Raise the key's limit if they may run side by side.",
  }),
  no_factory_live: () => ({
    message: "No factory is live.",
    nextStep: "Start a factory, or look at why the enrolled ones have gone silent.",
  }),
  capability_missing: ({ missing }) => ({
    message: `No live factory offers ${missing.map(inWords).join(", ")}.`,
    nextStep: missing.some(({ token, nearest }) => nearest !== null && nearest !== token)
      ? "Correct the job's capabilities if another token was meant, or enrol a factory that offers what it asks for."
      : "Enrol a factory that offers all of what the job asks for, or ask for less.",
  }),
  unroutable: () => ({
    message: "It was accepted as unroutable, and has not been looked at since a fitting factory came.",
    nextStep: "Nothing to do: the next heartbeat of that factory makes it routable.",
  }),
  seats_full: ({ jobsAhead }) => ({
    message: "Every factory that can run it is busy.",
    nextStep: `Nothing to do: it is number ${String(jobsAhead + 1)} in line for the next free seat. Add a factory or seats to be faster.`,
  }),
  factory_draining: () => ({
    message: "The factory that could run it is draining and takes no new jobs.",
    nextStep: "Resume the factory, or start another one that offers the same capabilities.",
  }),
  factory_paused: () => ({
    message: "The factory that could run it was paused by an operator.",
    nextStep: "Resume the factory when it may work again.",
  }),
  factory_quarantined: () => ({
    message: "The factory that could run it is in quarantine after repeated failures.",
    nextStep: "Look at its last runs, and resume it when the cause is gone.",
  }),
  factory_stale: () => ({
    message: "The factory that could run it has stopped sending heartbeats.",
    nextStep: "Check that its process is running and can reach the coordinator.",
  }),
  factory_down: () => ({
    message: "The factory that could run it reports that it is down.",
    nextStep: "Look at the factory's own log for what it reports, and restart it.",
  }),
  outranked: ({ jobsAhead, higherClassAhead }) => ({
    message: `${String(jobsAhead)} waiting ${jobsAhead === 1 ? "job goes" : "jobs go"} first, ${String(higherClassAhead)} of a higher priority.`,
    nextStep: "Nothing to do: it starts when those have seats. Raise its priority if it may not wait.",
  }),
  ready: () => ({
    message: "Nothing is in its way.",
    nextStep: "Nothing to do: the next claim of a factory starts it.",
  }),
};

function inWords({ token, nearest }: MissingCapability): string {
  if (nearest === token) return `${token} together with the rest`;
  return nearest === null ? token : `${token} (the nearest is ${nearest})`;
}

/** A product without a ceiling is never short of money, so here null cannot be. */
const remaining = (product: ProductView): number => Math.max(0, Number(product.budget.remainingMicroUsd));

const dollars = (microUsd: number): string => `$${(microUsd / 1_000_000).toFixed(2)}`;

function duration(durationMs: number): string {
  const seconds = Math.ceil(durationMs / 1_000);
  return seconds < 120 ? `${String(seconds)} s` : `${String(Math.ceil(seconds / 60))} min`;
}
