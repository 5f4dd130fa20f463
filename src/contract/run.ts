import * as z from "zod";
import { RUN_ENDS, SessionUsage } from "#contract/documents/run-document.ts";
import { FactoryId, JobId, RunId } from "#contract/id.ts";
import { Usd } from "#contract/money.ts";
import { Outcome } from "#contract/outcome.ts";
import { Timestamp } from "#contract/time.ts";

export const Run = z
  .object({
    id: RunId,
    jobId: JobId,
    epoch: z.int(),
    factoryId: FactoryId,
    startedAt: Timestamp,
    endedAt: Timestamp.nullable(),
    end: z.enum(RUN_ENDS).nullable(),
    outcome: Outcome.nullable(),
    resumedFromSha: z.string().nullable(),
    sessions: z.array(SessionUsage.omit({ costMicroUsd: true }).extend({ costUsd: Usd.nullable() })),
    costUsd: Usd,
  })
  .meta({ id: "Run" });
export type Run = Readonly<z.infer<typeof Run>>;
