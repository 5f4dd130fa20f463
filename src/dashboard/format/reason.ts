import { type Factory } from "#contract/factory.ts";
import { type Job } from "#contract/job.ts";
import { type Stage } from "#contract/stage.ts";
import { missingCapabilities } from "#scheduler/capability.ts";
import { nearestCapability } from "#scheduler/nearest-capability.ts";
import { formatDuration } from "./duration.ts";

/** `factories` is null until they were read once: then nothing is said about them. */
type Known = { readonly factories: readonly Factory[] | null; readonly nowMs: number };
type Reason = (job: Job, known: Known) => string;

const isOpen = (factory: Factory): boolean =>
  !factory.stale && factory.health !== "down" && factory.lifecycle === "active";

const REASONS: Readonly<Record<Stage, Reason>> = {
  queued: (job, known) => whyQueued(job, known),
  blocked: (job) => {
    if (job.held) return onHold(job);
    if (job.kind === "composite") return "waits for its children";
    const many = job.deps.length === 1 ? "1 dependency" : `${job.deps.length} dependencies`;
    return job.depsMode === "any" ? `waits for one of ${many}` : `waits for ${many}`;
  },
  assigned: () => "granted, not started yet",
  building: (job) => (job.checkpoint === null ? "no checkpoint yet" : `last checkpoint: ${job.checkpoint.summary}`),
  review: (job) => `${job.approvals} of ${job.reviewersNeeded} approvals`,
  testing: () => "waits for someone to ship it",
  shipped: () => "",
  failed: (job) => job.outcome?.message ?? "",
  dead_letter: (job) => job.outcome?.message ?? `${job.attempts} of ${job.attemptsMax} attempts used`,
};

/** One line that says why the job stands where it stands; empty when the stage says it all. */
export const reasonOf = (job: Job, known: Known): string => REASONS[job.stage](job, known);

const onHold = (job: Job): string =>
  job.holdNote === null || job.holdNote === "" ? "on hold" : `on hold: ${job.holdNote}`;

/** The first of the filters that keeps every factory away, in the order in which an operator would mend them. */
function whyQueued(job: Job, { factories, nowMs }: Known): string {
  if (job.held) return onHold(job);
  const waitMs = job.notBefore === null ? 0 : Date.parse(job.notBefore) - nowMs;
  if (waitMs > 0) return `tried again in ${formatDuration(waitMs)}`;
  if (factories === null) return "";
  if (factories.length === 0) return "no factory is enrolled";
  const able = factories.filter((factory) => missingCapabilities(job.capabilities, factory.capabilities).length === 0);
  if (able.length === 0) return nobodyOffers(job, factories);
  const open = able.filter(isOpen);
  if (open.length === 0) return "every factory that fits is stale, down or closed";
  if (open.every((factory) => factory.seatsUsed >= factory.seatLimit)) return "every seat that fits is taken";
  return "waits for the next claim";
}

function nobodyOffers(job: Job, factories: readonly Factory[]): string {
  const advertised = [...new Set(factories.flatMap((factory) => factory.capabilities))];
  const unknown = missingCapabilities(job.capabilities, advertised)[0];
  if (unknown === undefined) return `no one factory offers all of ${job.capabilities.join(", ")}`;
  const nearest = nearestCapability(unknown, advertised);
  return nearest === null ? `no factory offers ${unknown}` : `no factory offers ${unknown} (nearest: ${nearest})`;
}
