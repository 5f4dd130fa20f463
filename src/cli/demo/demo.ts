import { type Flags } from "#cli/demo/flags.ts";
import { type Narrator } from "#cli/demo/narrator.ts";
import { type Processes } from "#cli/demo/processes.ts";

/** What every step of the demo is given. */
export type Demo = {
  readonly flags: Flags;
  readonly processes: Processes;
  readonly narrator: Narrator;
  /** The coordinator's data, the logs and this run's repositories are all inside it. */
  readonly dataFolder: string;
  /** What this run made: its repository and its factories. */
  readonly runFolder: string;
  /** Makes this run's keys different from those of every other run on the same data. */
  readonly suffix: string;
  readonly cwd: string;
  /** What the started processes get to see of the environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly sleep: (ms: number) => Promise<void>;
  readonly newKey: () => string;
  /** Told before every wait, so that the deadline can say what it was that did not come. */
  readonly waitingFor: (what: string) => void;
};
