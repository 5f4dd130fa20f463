import { createWriteStream } from "node:fs";
import { type EngineEvent } from "#factory/engines/engine.ts";
import { type Mask } from "./mask.ts";

const RUN_LOG_BYTES_MAX = 16 * 1024 * 1024;

type RunLog = {
  readonly write: (event: EngineEvent) => void;
  readonly close: () => Promise<void>;
};

/** What an engine said, as NDJSON on disk: secrets masked, and capped so that a loop that prints cannot fill the disk. */
export function openRunLog(path: string, mask: Mask, nowMs: () => number, bytesMax = RUN_LOG_BYTES_MAX): RunLog {
  const stream = createWriteStream(path, { flags: "a", mode: 0o600 });
  // A full disk must not end the engine: the log is the least of what it makes.
  stream.on("error", () => null);
  let written = 0;
  return {
    write: (event) => {
      if (written >= bytesMax) return;
      const line = `${mask(JSON.stringify({ at: new Date(nowMs()).toISOString(), ...event }))}\n`;
      written += Buffer.byteLength(line);
      stream.write(written < bytesMax ? line : `${JSON.stringify({ type: "log-capped", bytesMax })}\n`);
    },
    close: () =>
      new Promise((resolve) => {
        if (stream.errored !== null) resolve();
        stream.on("error", () => resolve());
        stream.end(() => resolve());
      }),
  };
}
