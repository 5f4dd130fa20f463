import { type Isolate } from "./isolation.ts";

/** What an engine says while it works. Usage is cumulative for its session: a later one replaces an earlier one. */
export type EngineEvent =
  | { readonly type: "log"; readonly stream: "stdout" | "stderr"; readonly line: string }
  | { readonly type: "message"; readonly text: string }
  | { readonly type: "tool"; readonly name: string; readonly detail: string }
  | { readonly type: "session"; readonly id: string }
  | { readonly type: "usage"; readonly usage: EngineUsage }
  /** The engine thinks that now is a good moment to keep what there is. */
  | { readonly type: "checkpoint"; readonly summary: string }
  | { readonly type: "quota"; readonly detail: string }
  | { readonly type: "done"; readonly result: EngineResult };

export type EngineUsage = {
  /** Null is the session that the engine is in. */
  readonly session: string | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number | null;
  readonly source: "reported" | "estimated" | "unknown";
};

/** `code` is for programs: `ok` alone is success. */
export type EngineResult = {
  readonly code: "ok" | "exit-code" | "killed" | "no-script" | "spawn-failed";
  readonly exitCode: number | null;
  readonly message: string;
};

/** From where the work goes on. The session is given only to the engine that made it: another gets the summary alone. */
export type Resume = { readonly sha: string; readonly summary: string; readonly sessionRef: string | null };

export type RunContext = {
  readonly jobId: string;
  readonly runId: string;
  readonly epoch: number;
  readonly bodyMd: string;
  /** Where the engine works, and where its scratch files go (HOME and TMPDIR point there). */
  readonly workFolder: string;
  readonly scratchFolder: string;
  readonly resume: Resume | null;
  /** Variables of the factory's own that the operator lets engines see. */
  readonly passEnv: Readonly<Record<string, string>>;
  readonly ladder: StopLadder;
  /** What the engine's command goes through, so that it sees no secrets of others. */
  readonly isolate: Isolate;
  /** Called as soon as there is a process, so that a factory that died can find and end it later. */
  readonly onSpawn: (pid: number) => void;
};

/** How long each rung of the stop ladder may take before the next: interrupt, terminate, kill. */
export type StopLadder = { readonly interruptGraceMs: number; readonly terminateGraceMs: number };

/** `checkpoint` climbs the whole ladder, `cancel` begins at terminate, `kill` is the last rung alone. */
export type StopMode = "checkpoint" | "cancel" | "kill";

/** One execution. Its events end with exactly one `done`; stopping it twice, or after that, changes nothing. */
export type EngineRun = {
  readonly events: AsyncIterable<EngineEvent>;
  readonly stop: (mode: StopMode) => void;
};

type EngineProbe = { readonly available: boolean; readonly version: string | null; readonly detail: string };

/** Something that can do a job's work: an agent's command line, or a shell. */
export type Engine = {
  readonly id: string;
  readonly probe: () => Promise<EngineProbe>;
  readonly start: (context: RunContext) => EngineRun;
};
