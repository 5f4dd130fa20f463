import { execFileSync } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const TSC = resolve("node_modules/typescript/bin/tsc");
const STRICT = {
  target: "es2024",
  lib: ["es2024"],
  module: "nodenext",
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  types: [],
};

const PROGRAM = `
import { DEFAULT_WEIGHTS, explain, scoreCandidate, selectJob } from "agent-gigafactory/scheduler";
import type { FactoryView, JobView, ProductView } from "agent-gigafactory/scheduler";

const nowMs = 1_000_000;
const job: JobView = {
  id: "job_1", priority: "high", queuedAtMs: nowMs, notBeforeMs: 0, deadlineMs: null, requires: ["os:linux"],
  preferredFactoryIds: [], preferredCapabilities: [], concurrencyKey: null, estimateMicroUsd: null,
  budgetMicroUsd: null, preemptions: 0, held: false, routable: true, dependencies: "met",
};
const factory: FactoryView = {
  id: "fac_1", capabilities: ["os:linux"], health: "ok", lifecycle: "active", lastHeartbeatAtMs: nowMs,
  seatLimit: 1, seatsUsed: 0, load: 0, costFactor: 1,
};
const product: ProductView = {
  budget: { remainingMicroUsd: null, reservedMicroUsd: 0, paused: false },
  weights: DEFAULT_WEIGHTS, keysInUse: {}, staleAfterMs: 90_000,
};
export const answer: string = JSON.stringify({
  picked: selectJob([job], factory, product, nowMs).picked?.job.id,
  total: scoreCandidate(job, factory, product, nowMs).total,
  reason: explain(job, [factory], product, nowMs).reason,
});
`;

const folder = mkdtempSync(join(tmpdir(), "scheduler-consumer-"));
const library = join(folder, "node_modules", "agent-gigafactory");
const writeJson = (path: string, value: unknown): void => writeFileSync(path, JSON.stringify(value));
const run = (...args: readonly string[]): string =>
  execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8" });

beforeAll(() => {
  mkdirSync(library, { recursive: true });
  writeJson(join(library, "package.json"), {
    name: "agent-gigafactory",
    type: "module",
    exports: { "./scheduler": { types: "./index.d.ts", default: "./index.js" } },
  });
  const source = resolve("src/scheduler");
  writeJson(join(folder, "tsconfig.library.json"), {
    compilerOptions: {
      ...STRICT,
      rewriteRelativeImportExtensions: true,
      declaration: true,
      rootDir: source,
      outDir: library,
    },
    files: [join(source, "index.ts")],
  });
  writeJson(join(folder, "tsconfig.json"), { compilerOptions: { ...STRICT, skipLibCheck: false }, files: ["main.ts"] });
  writeJson(join(folder, "package.json"), { name: "a-stranger", type: "module" });
  writeFileSync(join(folder, "main.ts"), PROGRAM);
  run(TSC, "-p", "tsconfig.library.json");
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("[SC22] a foreign package compiles against the scheduler in strict mode, without node or browser types, and runs", () => {
  run(TSC, "-p", "tsconfig.json");
  const printed = run(
    "--input-type=module",
    "--eval",
    `import { answer } from "${join(folder, "main.js")}"; process.stdout.write(answer);`,
  );
  expect(JSON.parse(printed)).toEqual({ picked: "job_1", total: 2.25, reason: "ready" });
}, 60_000);

test("[SC22] a foreign package with a misspelt field does not compile", () => {
  writeFileSync(join(folder, "wrong.ts"), PROGRAM.replace("queuedAtMs: nowMs", "queuedAt: nowMs"));
  writeJson(join(folder, "tsconfig.wrong.json"), { compilerOptions: { ...STRICT, noEmit: true }, files: ["wrong.ts"] });
  expect(() => run(TSC, "-p", "tsconfig.wrong.json")).toThrow("Command failed");
}, 60_000);

test("[SC22] the compiled scheduler imports nothing but its own files", () => {
  const listed = run(TSC, "-p", "tsconfig.library.json", "--listFilesOnly").trim().split("\n");
  const foreign = listed.filter((path) => !path.includes("/src/scheduler/") && !/\/lib\.[a-z0-9.]+\.d\.ts$/.test(path));
  expect(listed.length).toBeGreaterThan(10);
  expect(foreign).toEqual([]);
});
