import { createHash, randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { type FleetClient } from "#client/fleet-client.ts";
import { type ProblemDocument } from "#contract/problem.ts";
import { readIfPresent, writeDurably } from "#factory/durable-file.ts";
import { type Identity, rotationDue, writeIdentity } from "./identity.ts";

const Pending = z.object({ enrolmentId: z.string(), codeSha256: z.string() });

type Application = {
  readonly code: string;
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly seatLimit: number;
  readonly version: string;
};
export type Enrolled =
  | { readonly ok: true; readonly identity: Identity }
  | { readonly ok: false; readonly problem: ProblemDocument };

/**
 * Trades a one-time code for an identity. The enrolment's own id is on disk before the call: when the reply is lost,
 * the next try is the same enrolment and gets the same token, although the code is spent.
 */
export async function enrol(
  client: FleetClient,
  { dataFolder, nowMs }: { readonly dataFolder: string; readonly nowMs: number },
  application: Application,
): Promise<Enrolled> {
  const pendingPath = join(dataFolder, "enrolment.json");
  const enrolmentId = await pendingId(pendingPath, application.code);
  const reply = await client.enrolFactory({
    body: { ...application, capabilities: [...application.capabilities], enrolmentId },
  });
  if (!reply.ok) return reply;
  const { factoryId, productId, token, expiresAt } = reply.value;
  const identity = { factoryId, productId, token, rotateAtMs: rotationDue(expiresAt, nowMs) };
  await writeIdentity(dataFolder, identity);
  await rm(pendingPath, { force: true });
  return { ok: true, identity };
}

/** A new code is a new enrolment; the same code is the one that was begun. Only its hash rests on disk. */
async function pendingId(path: string, code: string): Promise<string> {
  const codeSha256 = createHash("sha256").update(code).digest("hex");
  const text = await readIfPresent(path);
  const pending = text === null ? null : Pending.parse(JSON.parse(text));
  if (pending !== null && pending.codeSha256 === codeSha256) return pending.enrolmentId;
  const enrolmentId = randomUUID();
  await writeDurably(path, JSON.stringify({ enrolmentId, codeSha256 }));
  return enrolmentId;
}
