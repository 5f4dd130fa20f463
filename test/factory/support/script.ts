import { access, watch, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { aFolder } from "./a-folder.ts";

export const script = (...lines: string[]): string => ["Do this:", "", "```sh", ...lines, "```", ""].join("\n");

/** A place where a script and its test wait for each other. */
export async function aGate() {
  const folder = await aFolder();
  return {
    folder,
    /** Lines for the script. */
    wait: `while [ ! -e ${folder}/open ]; do sleep 0.02; done`,
    reach: `touch ${folder}/reached`,
    open: () => writeFile(join(folder, "open"), ""),
    reached: async () => {
      const there = () =>
        access(join(folder, "reached")).then(
          () => true,
          () => false,
        );
      const abort = new AbortController();
      const changes = watch(folder, { signal: abort.signal });
      if (await there()) return;
      for await (const _ of changes) if (await there()) break;
      abort.abort();
    },
  };
}
