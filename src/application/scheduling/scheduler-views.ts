import { type FactoryDocument } from "#contract/documents/factory-document.ts";
import { type JobDocument } from "#contract/documents/job-document.ts";
import { ESTIMATE_MICRO_USD } from "#domain/budget/reservation.ts";
import { type FactoryView, type JobView } from "#scheduler/index.ts";

/** The job as the scheduler sees it; what it waits for is known to the caller alone. */
export const jobViewForScheduler = (job: JobDocument, dependencies: JobView["dependencies"] = "met"): JobView => ({
  id: job.id,
  priority: job.priority,
  queuedAtMs: job.queuedAtMs,
  notBeforeMs: job.notBeforeMs,
  deadlineMs: job.deadlineMs,
  requires: job.requires,
  // Whoever had it last has its repository, and perhaps its session, at hand.
  preferredFactoryIds: job.lastFactoryId === null ? [] : [job.lastFactoryId],
  preferredCapabilities: [],
  concurrencyKey: null,
  // A cap of its own stands for itself.
  estimateMicroUsd: job.budgetMicroUsd === null ? ESTIMATE_MICRO_USD : null,
  budgetMicroUsd: job.budgetMicroUsd,
  preemptions: job.requeues.preempted ?? 0,
  held: job.hold !== null,
  // What factories offer now decides, whatever was true when it was submitted.
  routable: true,
  dependencies,
});

/** The factory as the scheduler sees it, with the seats that are really in use. */
export const factoryViewForScheduler = (factory: FactoryDocument, seatsUsed: number): FactoryView => ({
  id: factory.id,
  capabilities: factory.capabilities,
  health: factory.health,
  lifecycle: factory.lifecycle,
  lastHeartbeatAtMs: factory.lastHeartbeatAtMs,
  seatLimit: factory.seatLimit,
  seatsUsed,
  load: factory.load,
  costFactor: 1,
});
