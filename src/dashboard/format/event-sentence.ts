import { type FleetEvent } from "#contract/fleet-event.ts";
import { shortId, shortSha } from "./short-id.ts";

type Facts = FleetEvent["data"];
type Name = (factoryId: string) => string;

const text = (facts: Facts, key: string): string => {
  const value = facts[key];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
};
const part = (facts: Facts, key: string): Facts => {
  const value = facts[key];
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
};
const withNote = (sentence: string, note: string): string => (note === "" ? sentence : `${sentence}: ${note}`);

const CAUSES: Readonly<Record<string, string>> = {
  lease_lost: "Requeued after its lease ran out",
  factory_restarted: "Requeued because its factory restarted",
  factory_removed: "Requeued because its factory was removed",
  released: "Given back to the queue by its factory",
  preempted: "Requeued to make room for a more urgent job",
  failed: "Requeued after a failed attempt",
  operator: "Requeued by an operator",
};

const SENTENCES: Readonly<Record<string, (facts: Facts, name: Name) => string>> = {
  "job.submitted": (facts) => withNote("Submitted", text(facts, "title")),
  "job.unblocked": () => "Its dependencies are done: it waits in the queue",
  "job.child_added": (facts) => `Child added: ${shortId(text(facts, "childId"))}`,
  "job.claimed": (facts, name) => {
    const resumed = text(facts, "resumedFromSha");
    const from = resumed === "" ? "" : `, resuming from ${shortSha(resumed)}`;
    return `Claimed by ${name(text(facts, "factoryId"))}, seat ${text(facts, "seat")}${from}`;
  },
  "job.started": (facts, name) => `Started on ${name(text(facts, "factoryId"))}`,
  "job.checkpointed": (facts) => {
    const checkpoint = part(facts, "checkpoint");
    return withNote(`Checkpoint ${shortSha(text(checkpoint, "sha"))}`, text(checkpoint, "summary"));
  },
  "job.finished": (facts) => withNote("Attempt finished", text(part(facts, "outcome"), "message")),
  "job.failed": (facts) => withNote("Attempt failed", text(part(facts, "outcome"), "message")),
  "job.requeued": (facts) => withNote(CAUSES[text(facts, "cause")] ?? "Requeued", text(facts, "note")),
  "job.dead_lettered": (facts) => withNote("Set aside: its attempts are used up", text(facts, "note")),
  "job.approved": (facts) =>
    `Approved by ${text(facts, "by")} (${text(facts, "approvals")} of ${text(facts, "needed")})`,
  "job.rejected": (facts) => withNote("Rejected", text(facts, "note")),
  "job.shipped": (facts) => (text(facts, "sha") === "" ? "Shipped" : `Shipped at ${shortSha(text(facts, "sha"))}`),
  "job.cancelled": (facts) => withNote("Cancelled", text(facts, "note")),
  "job.artifact_sealed": (facts) => `Artifact ${text(facts, "name")} kept`,
  "job.artifact_deleted": (facts) => `Artifact ${text(facts, "name")} deleted`,
  "job.held": (facts) => withNote("Put on hold", text(facts, "note")),
  "job.released": (facts) => withNote("Released from hold", text(facts, "note")),
};

/** What happened, in a sentence for people. A kind that this page does not know yet is named as it is. */
export const eventSentence = (event: FleetEvent, name: Name): string =>
  SENTENCES[event.type]?.(event.data, name) ?? event.type;
