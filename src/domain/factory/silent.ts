import { type FactoryDocument } from "#contract/documents/factory-document.ts";

/** When the factory was last heard of; its enrolment counts, so that a new one has its time to start. */
const heardOfAtMs = ({ lastHeartbeatAtMs, enrolledAtMs }: FactoryDocument): number => lastHeartbeatAtMs ?? enrolledAtMs;

/** FL5: silent for so long that it is taken for gone. */
export const isGone = (factory: FactoryDocument, silentMs: number, nowMs: number): boolean =>
  nowMs - heardOfAtMs(factory) >= silentMs;
