import { pauseBudget, resumeBudget } from "#application/budget/pause-budget.ts";
import { readBudget } from "#application/budget/read-budget.ts";
import { setBudget } from "#application/budget/set-budget.ts";
import { type Deps } from "#application/deps.ts";
import { done, type Outcome } from "#application/outcome.ts";
import { type Problem } from "#contract/problem.ts";
import { usdToMicroUsd } from "#contract/money.ts";
import { call } from "./caller.ts";
import { PRODUCT } from "./coordinator.ts";
import { type Desk } from "./operator.ts";

const LOOK_EVERY_MS = 30_000;
const PAUSE_MS = 10_000;
const RAISE_MICRO_USD = 45;

/** Keeps the product short of money: raises its ceiling only when work waits, and pauses it now and then. */
export function startTreasurer(desk: Desk): void {
  const { ground, process } = desk;
  ground.kernel.spawn(async () => {
    for (let look = 0; ; look++) {
      await ground.kernel.sleep(process, LOOK_EVERY_MS);
      if (!ground.invariants.jobs().some(({ stage }) => stage === "queued")) continue;
      await raise(desk);
      if (look < 4 && ground.chance.hits(0.3)) await pauseForAWhile(desk);
    }
  });
}

async function raise(desk: Desk): Promise<void> {
  const known = await ask(desk, "read budget", async (deps) => done(await readBudget(deps, PRODUCT)));
  if (!known.ok) return;
  const ceilingMicroUsd = usdToMicroUsd(known.state.ceilingUsd ?? 0) + RAISE_MICRO_USD;
  const { etag, window } = known.state;
  await ask(desk, `raise to ${ceilingMicroUsd}`, (deps) =>
    setBudget(deps, { productId: PRODUCT, ceilingMicroUsd, window, ifMatch: etag }),
  );
}

async function pauseForAWhile(desk: Desk): Promise<void> {
  const act = { productId: PRODUCT, by: "op", note: "" };
  await ask(desk, "pause", (deps) => pauseBudget(deps, act));
  await desk.ground.kernel.sleep(desk.process, PAUSE_MS);
  for (;;) {
    const resumed = await ask(desk, "resume", (deps) => resumeBudget(deps, act));
    if (resumed.ok) return;
    await raise(desk);
  }
}

const ask = <State, Reason extends Problem>(
  { ground, coordinators, process }: Desk,
  what: string,
  handle: (deps: Deps) => Promise<Outcome<State, Reason>>,
) => call(ground, process, coordinators, { what, behalf: null, handle });
