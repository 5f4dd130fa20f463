import { randomUUID } from "node:crypto";
import { text } from "node:stream/consumers";

type Signal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** The world as a command sees it. Data goes to `out`, everything said to a person goes to `err`. */
export type Terminal = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly outIsTty: boolean;
  readonly colour: boolean;
  readonly columns: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly nowMs: () => number;
  readonly newKey: () => string;
  readonly sleep: (ms: number) => Promise<void>;
  readonly readStdin: () => Promise<string>;
  readonly onSignal: (signal: Signal, then: () => void) => void;
};

const COLUMNS_DEFAULT = 100;

export function processTerminal(): Terminal {
  const outIsTty = process.stdout.isTTY;
  // A reader such as head closes the pipe when it has seen enough: that is no error of ours.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? 0 : 1);
  });
  return {
    out: (chunk) => void process.stdout.write(chunk),
    err: (chunk) => void process.stderr.write(chunk),
    outIsTty,
    colour: wantsColour(process.env, outIsTty),
    columns: process.stdout.columns || COLUMNS_DEFAULT,
    env: process.env,
    cwd: process.cwd(),
    nowMs: Date.now,
    newKey: randomUUID,
    sleep: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
    readStdin: () => text(process.stdin),
    onSignal: (signal, then) => void process.on(signal, then),
  };
}

/** https://no-color.org: any value but the empty one turns colour off, and it is stronger than FORCE_COLOR. */
export function wantsColour(env: Terminal["env"], isTty: boolean): boolean {
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  const forced = env["FORCE_COLOR"];
  return forced === undefined ? isTty : forced !== "0";
}
