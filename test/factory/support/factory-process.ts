import { type FactoryOptions } from "#factory/options.ts";
import { FACTORY_DEFAULTS } from "#factory/options.ts";
import { runFactory } from "#factory/run-factory.ts";

/** The factory as a process of its own, so that a test can end it without a warning. Options come as JSON. */
const given = JSON.parse(process.argv[2] ?? "{}") as Partial<FactoryOptions>;
const drain = new AbortController();
const stop = new AbortController();
process.on("SIGTERM", () => (drain.signal.aborted ? stop : drain).abort());
const { exitCode } = await runFactory({
  ...FACTORY_DEFAULTS,
  baseUrl: "",
  productId: "demo",
  enrolmentCode: null,
  name: "forge",
  dataFolder: "",
  version: "0.0.0",
  pollMs: 50,
  ladder: { interruptGraceMs: 300, terminateGraceMs: 300 },
  ...given,
  drain: drain.signal,
  stop: stop.signal,
  log: (line) => process.stdout.write(`${JSON.stringify(line)}\n`),
});
process.exit(exitCode);
