import { randomBytes } from "node:crypto";
import { join } from "node:path";
import * as z from "zod";
import { readIfPresent, writeDurably } from "#factory/durable-file.ts";

const Boot = z.object({ bootId: z.int().min(0), nonce: z.string().min(1) });
/** `bootId` rises with every start; `nonce` belongs to the data folder, so that no two factories make one claim id. */
export type Boot = Readonly<z.infer<typeof Boot>>;

const NONCE_BYTES = 8;

/**
 * The number of this start, on disk before it is used. It rises even when the clock was set back, so that the
 * coordinator can tell what an earlier boot of this factory held from what this one holds.
 */
export async function nextBoot(dataFolder: string, wallClockMs: number): Promise<Boot> {
  const path = join(dataFolder, "boot.json");
  const text = await readIfPresent(path);
  const last = text === null ? null : Boot.parse(JSON.parse(text));
  const boot: Boot = {
    bootId: last === null ? wallClockMs : Math.max(last.bootId + 1, wallClockMs),
    nonce: last?.nonce ?? randomBytes(NONCE_BYTES).toString("hex"),
  };
  await writeDurably(path, JSON.stringify(boot));
  return boot;
}
