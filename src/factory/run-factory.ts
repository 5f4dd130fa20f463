import { type FleetClient } from "#client/fleet-client.ts";
import { type AttemptDeps } from "#factory/attempt/attempt-deps.ts";
import { flushSpool } from "#factory/attempt/flush-spool.ts";
import { salvage } from "#factory/attempt/salvage.ts";
import { createAttempts } from "#factory/attempts.ts";
import { chooseIsolation } from "#factory/choose-isolation.ts";
import { composeAttempts } from "#factory/compose-attempts.ts";
import { type Driver, startDriver } from "#factory/driver.ts";
import { type FactoryDeps, withDefaults } from "#factory/factory-deps.ts";
import { fleetOf } from "#factory/fleet-of.ts";
import { type Boot, nextBoot } from "#factory/identity/boot.ts";
import { lockFolder } from "#factory/identity/folder-lock.ts";
import { identify } from "#factory/identity/identify.ts";
import { keepTokenFresh } from "#factory/identity/keep-token-fresh.ts";
import { EXIT } from "#factory/loop/exit-code.ts";
import { offeredBy, usableEngines } from "#factory/offer.ts";
import { type FactoryOptions } from "#factory/options.ts";
import { RETRY_CAP_MS, RETRY_MS } from "#factory/timeouts.ts";
import { listenForWakeUps } from "#factory/wake-up.ts";

const WAKE_UP_RETRY_MS = 15_000;
/** An interrupted attempt has this long for its last words; then its lease runs out by itself. */
const STOP_GRACE_MS = 30_000;

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

async function run(options: FactoryOptions, deps: FactoryDeps): Promise<number> {
  const engines = await usableEngines(options, deps.engines);
  const capabilities = await offeredBy(options, engines);
  if (capabilities === null) return EXIT.cannotStart;
  const isolate = await chooseIsolation(options);
  if (isolate === null) return EXIT.cannotStart;
  const identity = await identify(options, deps, capabilities);
  if (identity === null) return EXIT.cannotStart;
  const boot = await nextBoot(options.dataFolder, deps.wallClockMs());
  const tokens = [identity.token];
  const client = fleetOf(options, deps, () => tokens.at(-1) ?? identity.token);
  options.log({ event: "factory.started", factoryId: identity.factoryId, name: options.name, bootId: boot.bootId });
  const attemptDeps = composeAttempts(options, deps, { client, engines, tokens, isolate });
  const ended = new AbortController();
  const fresh = keepTokenFresh(
    {
      client,
      dataFolder: options.dataFolder,
      wallClockMs: deps.wallClockMs,
      retryMs: RETRY_CAP_MS,
      log: options.log,
      stopped: ended.signal,
      adopt: ({ token }) => tokens.push(token),
    },
    identity,
  ).catch((error: unknown) => options.log({ event: "token.rotation-failed", detail: String(error) }));
  try {
    return await work(options, deps, { client, boot, capabilities, attemptDeps });
  } finally {
    ended.abort();
    // The folder is given back only when nothing writes into it any more.
    await fresh;
  }
}

async function work(options: FactoryOptions, deps: FactoryDeps, parts: Parts): Promise<number> {
  const { attemptDeps } = parts;
  await salvage({ ...attemptDeps, endedAt: new Date(deps.wallClockMs()).toISOString() });
  const giveUp = AbortSignal.any([options.drain, options.stop]);
  await flushSpool({ ...attemptDeps, retryMs: RETRY_MS, giveUp });
  return operate(options, deps, parts);
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
