import { type EventDocument } from "#contract/event.ts";
import { type ReasonSince, type WhyNot } from "#contract/explanation.ts";
import { toTimestamp } from "#contract/time.ts";
import { type JobExplained } from "#application/explain/explain-job.ts";

/** Why a job waits, as it crosses the wire; null when it does not. */
export function whyNotView(waits: JobExplained["waits"]): WhyNot | null {
  if (waits === null) return null;
  const { explanation, fleet } = waits;
  const nameOf = new Map(fleet.factories.map(({ id, name }) => [id, name]));
  return {
    reason: explanation.reason,
    message: explanation.message,
    nextStep: explanation.nextStep,
    missing: explanation.missing.map(({ token, nearest }) => ({ capability: token, nearest })),
    queue: explanation.queue,
    factories: explanation.factories.map((line) => ({
      factoryId: line.factoryId,
      name: nameOf.get(line.factoryId) ?? line.factoryId,
      eligible: line.verdict === "eligible",
      reason: line.verdict === "filtered" ? line.reason : null,
      missing: line.verdict === "filtered" ? [...line.missing] : [],
      score: line.verdict === "eligible" ? line.score.total : null,
    })),
  };
}

/** EX3: what kept the job over time, told by its own events. An event that changed nothing of that is left out. */
export function reasonHistory(events: readonly EventDocument[]): ReasonSince[] {
  const history: ReasonSince[] = [];
  let last = "";
  for (const event of events) {
    const reason = reasonAfter(event);
    if (reason !== last) history.push({ at: toTimestamp(event.atMs), seq: event.seq, reason });
    last = reason;
  }
  return history;
}

/** The scheduler's word where it has one; otherwise the stage that the job is in, which says who is to act. */
function reasonAfter({ facts, stage, atMs }: EventDocument): string {
  if (facts.type === "job.held") return "on_hold";
  if (facts.type === "job.requeued" && facts.notBeforeMs > atMs) return "not_before";
  return stage === "blocked" ? "dependency_unmet" : stage;
}
