import * as z from "zod";
import { EpochMs } from "#contract/time.ts";

export const SHA_PATTERN = /^[0-9a-f]{40}$/;

/** What the next holder starts from: one record, so that commit, session and progress cannot disagree. */
export const CheckpointInput = z
  .object({
    branch: z.string().min(1).max(200),
    sha: z.string().regex(SHA_PATTERN, "expected a full commit id"),
    engine: z.string().min(1).max(40),
    sessionRef: z.string().max(200).nullable(),
    summary: z.string().max(2_000),
  })
  .meta({ id: "CheckpointInput" });
export type CheckpointInput = z.infer<typeof CheckpointInput>;

export const Checkpoint = CheckpointInput.extend({ epoch: z.int().min(1), atMs: EpochMs });
export type Checkpoint = z.infer<typeof Checkpoint>;
