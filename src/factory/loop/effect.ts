import { type ClaimedJob } from "#contract/routes/worker-routes.ts";
import { type LogLine } from "#factory/log.ts";

export type InterruptReason = "stop" | "revoked";

/** Everything that a factory can be told to do. The driver does it and answers with an input. */
export type LoopEffect =
  | { readonly type: "heartbeat"; readonly load: number; readonly draining: boolean }
  | { readonly type: "poll-queue" }
  | { readonly type: "claim"; readonly claimId: string }
  | { readonly type: "renew"; readonly runId: string; readonly jobId: string; readonly leaseEpoch: number }
  | { readonly type: "start-attempt"; readonly claimed: ClaimedJob; readonly sureUntilMs: number }
  /** The lease is gone: stop the engine, touch nothing that others can see. */
  | { readonly type: "fence-attempt"; readonly runId: string }
  /** Every attempt keeps what it has done and gives its job back, or only keeps it when the token is revoked. */
  | { readonly type: "interrupt-attempts"; readonly reason: InterruptReason }
  | { readonly type: "log"; readonly line: LogLine }
  | { readonly type: "exit"; readonly exitCode: number };
