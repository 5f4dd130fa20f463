import { StoreUnavailable } from "#application/ports/store.ts";
import { type Deps } from "#application/deps.ts";
import { type Outcome } from "#application/outcome.ts";
import { type Problem } from "#contract/problem.ts";
import { type Behalf } from "./faulty-store.ts";
import { type Coordinator, type Ground } from "./coordinator.ts";
import { Lost, type Process } from "./kernel.ts";

const PAUSE_BASE_MS = 200;
const PAUSE_CAP_MS = 10_000;

export const isOutage = (error: unknown): boolean => error instanceof StoreUnavailable || error instanceof Lost;

/** A client as ours are: whatever is unknown is asked again, of any instance, with the same ids. */
export async function call<State, Reason extends Problem>(
  ground: Ground,
  from: Process,
  coordinators: readonly Coordinator[],
  request: {
    readonly what: string;
    readonly behalf: Behalf;
    readonly handle: (deps: Deps) => Promise<Outcome<State, Reason>>;
  },
): Promise<Outcome<State, Reason>> {
  for (let attempt = 0; ; attempt++) {
    const to = ground.chance.pick(coordinators);
    try {
      const outcome = await ground.kernel.rpc(from, to.process, request.what, () =>
        request.handle(to.depsFor(request.behalf)),
      );
      if (outcome.ok || outcome.problem.code !== "contention") return outcome;
    } catch (error) {
      if (!isOutage(error)) throw error;
    }
    await ground.kernel.sleep(from, Math.min(PAUSE_BASE_MS * 2 ** attempt, PAUSE_CAP_MS));
  }
}
