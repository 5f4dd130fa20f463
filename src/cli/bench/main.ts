import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { collectConsole } from "#cli/collect-console.ts";
import { benchClaims } from "./claims-bench.ts";
import { renderRows } from "./render-rows.ts";
import { benchRu } from "./ru-bench.ts";
import { benchScheduler } from "./scheduler-bench.ts";
import { benchStore } from "./store-bench.ts";

const USAGE = "usage: npm run bench -- scheduler|ru|claims|store [--json] [--jobs N]\n";
const JOBS_DEFAULT = "10000";

type Bench = (folder: string, jobs: number) => readonly object[] | Promise<readonly object[]>;
const BENCHES: Readonly<Record<string, Bench>> = {
  scheduler: () =>
    benchScheduler({
      sizes: [
        { jobs: 1_000, factories: 50 },
        { jobs: 100_000, factories: 50 },
      ],
      picks: 2_000,
      sorts: 10,
      seed: 1,
      nowMs: () => performance.now(),
    }),
  ru: (folder) => benchRu(join(folder, "data")),
  store: (folder) => benchStore(folder),
  claims: (folder, jobs) => benchClaims(folder, { jobs }),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false }, jobs: { type: "string", default: JOBS_DEFAULT } },
});
const jobs = Number(values.jobs);
const bench = BENCHES[positionals[0] ?? ""];
if (bench === undefined || !Number.isInteger(jobs) || jobs < 1) {
  process.stderr.write(USAGE);
  process.exit(2);
}
collectConsole({ info: () => {}, warn: (line) => process.stderr.write(line) });
const folder = await mkdtemp(join(tmpdir(), "agf-bench-"));
try {
  process.stdout.write(renderRows(await bench(folder, jobs), { json: values.json }));
} finally {
  await rm(folder, { recursive: true, force: true });
}
// The SDKs keep timers.
process.exit(0);
