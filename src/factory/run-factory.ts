import { createFleetClient, type FleetClient } from "#client/fleet-client.ts";
import { NO_RETRY } from "#client/retry.ts";
import { STALE_AFTER_MS } from "#contract/factory.ts";
import { type AttemptDeps } from "#factory/attempt/attempt-deps.ts";
import { flushSpool } from "#factory/attempt/flush-spool.ts";
import { createMask } from "#factory/attempt/mask.ts";
import { salvage } from "#factory/attempt/salvage.ts";
import { createSpool } from "#factory/attempt/spool.ts";
import { createAttempts } from "#factory/attempts.ts";
import { findCapabilities } from "#factory/capabilities.ts";
import { type Driver, startDriver } from "#factory/driver.ts";
import { type Engine } from "#factory/engines/engine.ts";
import { createShellEngine } from "#factory/engines/shell.ts";
import { findTool } from "#factory/find-tool.ts";
import { type Boot, nextBoot } from "#factory/identity/boot.ts";
import { enrol } from "#factory/identity/enrol.ts";
import { lockFolder } from "#factory/identity/folder-lock.ts";
import { type Identity, readIdentity } from "#factory/identity/identity.ts";
import { EXIT } from "#factory/loop/exit-code.ts";
import { type FactoryOptions } from "#factory/options.ts";
import { listenForWakeUps } from "#factory/wake-up.ts";
import { createMirrors } from "#factory/workspace/mirror.ts";

/** What a factory takes from the machine it runs on; a caller gives others to see what it does with them. */
export type FactoryDeps = {
  readonly engines: readonly Engine[];
  readonly nowMs: () => number;
  readonly wallClockMs: () => number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof globalThis.fetch;
};

const RETRY_MS = 500;
const RETRY_CAP_MS = 10_000;
const CALL_TIMEOUT_MS = 10_000;
const WAKE_UP_RETRY_MS = 15_000;
/** An interrupted attempt has this long for its last words; then its lease runs out by itself. */
const STOP_GRACE_MS = 30_000;
/** A third of a heartbeat at its slowest: a fenced engine is gone before the next one. */
const FENCED_GRACE_MS = STALE_AFTER_MS / 18;

/**
 * Runs a factory until it is drained, stopped or revoked. Resolves with the exit code for the process: 0, 1 (it could
 * not start) or 3 (revoked). Throws only when its data folder is unreadable.
 */
export async function runFactory(
  options: FactoryOptions,
  given: Partial<FactoryDeps> = {},
): Promise<{ readonly exitCode: number }> {
  const lock = await lockFolder(options.dataFolder);
  if (!lock.ok) {
    options.log({ event: "factory.folder-in-use", dataFolder: options.dataFolder, pid: lock.heldByPid });
    return { exitCode: EXIT.cannotStart };
  }
  try {
    return { exitCode: await run(options, withDefaults(given)) };
  } finally {
    await lock.release();
  }
}

function withDefaults(given: Partial<FactoryDeps>): FactoryDeps {
  const environment = given.environment ?? process.env;
  return {
    engines: given.engines ?? [createShellEngine(environment)],
    nowMs: given.nowMs ?? (() => performance.now()),
    wallClockMs: given.wallClockMs ?? Date.now,
    environment,
    fetch: given.fetch ?? globalThis.fetch,
  };
}

async function run(options: FactoryOptions, deps: FactoryDeps): Promise<number> {
  const engines = await usableEngines(options, deps.engines);
  const capabilities = await offeredBy(options, engines);
  if (capabilities === null) return EXIT.cannotStart;
  const identity = await identify(options, deps, capabilities);
  if (identity === null) return EXIT.cannotStart;
  const boot = await nextBoot(options.dataFolder, deps.wallClockMs());
  const client = clientOf(options, deps, identity.token);
  options.log({ event: "factory.started", factoryId: identity.factoryId, name: options.name, bootId: boot.bootId });
  const attemptDeps = attemptDepsOf(options, deps, { client, engines, identity });
  await salvage({ ...attemptDeps, endedAt: new Date(deps.wallClockMs()).toISOString() });
  const giveUp = AbortSignal.any([options.drain, options.stop]);
  await flushSpool({ ...attemptDeps, retryMs: RETRY_MS, giveUp });
  return operate(options, deps, { client, boot, capabilities, attemptDeps });
}

type Parts = {
  readonly client: FleetClient;
  readonly boot: Boot;
  readonly capabilities: readonly string[];
  readonly attemptDeps: AttemptDeps;
};

async function operate(options: FactoryOptions, deps: FactoryDeps, parts: Parts): Promise<number> {
  const { client, boot, capabilities, attemptDeps } = parts;
  const driver = startDriver({
    client,
    settings: {
      seats: options.seats,
      pollMs: options.pollMs,
      retryMs: RETRY_MS,
      retryCapMs: RETRY_CAP_MS,
      claimIdPrefix: `${boot.nonce}-${boot.bootId}`,
    },
    bootId: boot.bootId,
    capabilities,
    version: options.version,
    nowMs: deps.nowMs,
    log: options.log,
    createAttempts: (callbacks) => createAttempts(attemptDeps, STOP_GRACE_MS, callbacks),
  });
  const wakeUp = listenForWakeUps({
    client,
    onWake: () => driver.send({ type: "wake" }),
    log: options.log,
    retryMs: WAKE_UP_RETRY_MS,
  });
  forward(options.drain, driver, "drain");
  forward(options.stop, driver, "stop");
  const exitCode = await driver.ended;
  wakeUp.stop();
  options.log({ event: "factory.ended", exitCode });
  return exitCode;
}

function forward(signal: AbortSignal, driver: Driver, type: "drain" | "stop"): void {
  if (signal.aborted) driver.send({ type });
  else signal.addEventListener("abort", () => driver.send({ type }), { once: true });
}

async function usableEngines(
  options: FactoryOptions,
  engines: readonly Engine[],
): Promise<ReadonlyMap<string, Engine>> {
  const wanted = engines.filter(({ id }) => options.engines.length === 0 || options.engines.includes(id));
  const probed = await Promise.all(wanted.map(async (engine) => ({ engine, probe: await engine.probe() })));
  for (const { engine, probe } of probed)
    options.log({ event: "engine.probed", engine: engine.id, available: probe.available, detail: probe.detail });
  return new Map(probed.flatMap(({ engine, probe }) => (probe.available ? [[engine.id, engine] as const] : [])));
}

async function offeredBy(
  options: FactoryOptions,
  engines: ReadonlyMap<string, Engine>,
): Promise<readonly string[] | null> {
  const { offered, malformed } = await findCapabilities({
    machine: { platform: process.platform, arch: process.arch, nodeVersion: process.version },
    engines: [...engines.keys()],
    extra: options.capabilities,
    hasTool: async (tool) => (await findTool(tool)) !== null,
  });
  if (malformed.length === 0) return offered;
  options.log({ event: "factory.malformed-capabilities", tokens: malformed.join(" ") });
  return null;
}

async function identify(
  options: FactoryOptions,
  deps: FactoryDeps,
  capabilities: readonly string[],
): Promise<Identity | null> {
  const known = await readIdentity(options.dataFolder);
  if (known !== null) {
    if (known.productId === options.productId) return known;
    options.log({ event: "factory.other-product", enrolledIn: known.productId, asked: options.productId });
    return null;
  }
  if (options.enrolmentCode === null) {
    options.log({ event: "factory.not-enrolled", detail: "Start it once with an enrolment code." });
    return null;
  }
  const client = createFleetClient({
    baseUrl: options.baseUrl,
    token: null,
    productId: options.productId,
    fetch: deps.fetch,
  });
  const enrolled = await enrol(client, options.dataFolder, {
    code: options.enrolmentCode,
    name: options.name,
    capabilities,
    seatLimit: options.seats,
    version: options.version,
  });
  if (enrolled.ok) return enrolled.identity;
  options.log({ event: "factory.enrolment-failed", code: enrolled.problem.code, detail: enrolled.problem.detail });
  return null;
}

/** Every caller here repeats by itself what was not answered, under its own rules: the client must not. */
function clientOf(options: FactoryOptions, deps: FactoryDeps, token: string): FleetClient {
  const fetch: typeof globalThis.fetch = (url, init) => {
    const timeout = AbortSignal.timeout(CALL_TIMEOUT_MS);
    const signal = init?.signal == null ? timeout : AbortSignal.any([init.signal, timeout]);
    return deps.fetch(url, { ...init, signal });
  };
  return createFleetClient({ baseUrl: options.baseUrl, token, productId: options.productId, retry: NO_RETRY, fetch });
}

function attemptDepsOf(
  options: FactoryOptions,
  deps: FactoryDeps,
  parts: { readonly client: FleetClient; readonly engines: ReadonlyMap<string, Engine>; readonly identity: Identity },
): AttemptDeps {
  const passEnv = Object.fromEntries(
    options.passEnv.flatMap((name) => {
      const value = deps.environment[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  return {
    client: parts.client,
    spool: createSpool(options.dataFolder),
    mirrors: createMirrors(options.dataFolder),
    engines: parts.engines,
    dataFolder: options.dataFolder,
    factoryName: options.name,
    settings: {
      checkpointMs: options.checkpointMs,
      ladder: options.ladder,
      fencedGraceMs: FENCED_GRACE_MS,
      retryMs: RETRY_MS,
      retryCapMs: RETRY_CAP_MS,
      passEnv,
    },
    mask: createMask([parts.identity.token, ...Object.values(passEnv)]),
    log: options.log,
    nowMs: deps.nowMs,
    wallClockMs: deps.wallClockMs,
  };
}
