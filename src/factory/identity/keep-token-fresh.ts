import { createHash, randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { type FleetClient } from "#client/fleet-client.ts";
import { toAnswer } from "#factory/answer.ts";
import { readIfPresent, writeDurably } from "#factory/durable-file.ts";
import { type Log } from "#factory/log.ts";
import { pause } from "#factory/pause.ts";
import { type Identity, rotationDue, writeIdentity } from "./identity.ts";

const Pending = z.object({ rotationId: z.string(), tokenSha256: z.string() });
/** A timer further away than some weeks would fire at once, and a clock that was set is noticed within this time. */
const LOOK_EVERY_MS = 60_000;

type Deps = {
  readonly client: FleetClient;
  readonly dataFolder: string;
  readonly wallClockMs: () => number;
  readonly retryMs: number;
  readonly log: Log;
  readonly stopped: AbortSignal;
  /** From here on every call carries the new token. */
  readonly adopt: (identity: Identity) => void;
};

/**
 * Rotates the token in good time, for as long as the factory runs. The new one is on disk before it is used, and the old
 * one stays good for calls that are under way.
 */
export async function keepTokenFresh(deps: Deps, identity: Identity): Promise<void> {
  let current = identity;
  while (!deps.stopped.aborted) {
    const dueInMs = (current.rotateAtMs ?? Number.POSITIVE_INFINITY) - deps.wallClockMs();
    if (dueInMs > 0) {
      // oxlint-disable-next-line no-await-in-loop -- a look follows the pause before it
      await pause(Math.min(dueInMs, LOOK_EVERY_MS), deps.stopped);
      continue;
    }
    // oxlint-disable-next-line no-await-in-loop -- see above
    const rotated = await rotate(deps, current);
    if (rotated === "refused") return;
    if (rotated !== "unknown") current = rotated;
    // oxlint-disable-next-line no-await-in-loop -- see above
    else await pause(deps.retryMs, deps.stopped);
  }
}

async function rotate(deps: Deps, identity: Identity): Promise<Identity | "unknown" | "refused"> {
  const path = join(deps.dataFolder, "rotation.json");
  const { factoryId } = identity;
  const rotationId = await pendingId(path, identity.token);
  const answer = toAnswer(await deps.client.rotateFactoryToken({ params: { factoryId }, body: { rotationId } }));
  if (answer.kind !== "ok") {
    if (answer.kind === "unknown") return "unknown";
    deps.log({ event: "token.rotation-refused", detail: answer.detail });
    return "refused";
  }
  const { token, expiresAt } = answer.value;
  const renewed = { ...identity, token, rotateAtMs: rotationDue(expiresAt, deps.wallClockMs()) };
  await writeIdentity(deps.dataFolder, renewed);
  deps.adopt(renewed);
  await rm(path, { force: true });
  deps.log({ event: "token.rotated", expiresAt });
  return renewed;
}

/** One rotation of one token has one id, through lost replies and crashes; that of another token is another rotation. */
async function pendingId(path: string, token: string): Promise<string> {
  const tokenSha256 = createHash("sha256").update(token).digest("hex");
  const text = await readIfPresent(path);
  const pending = text === null ? null : Pending.parse(JSON.parse(text));
  if (pending !== null && pending.tokenSha256 === tokenSha256) return pending.rotationId;
  const rotationId = randomUUID();
  await writeDurably(path, JSON.stringify({ rotationId, tokenSha256 }));
  return rotationId;
}
