import { type Demo } from "#cli/demo/demo.ts";
import { POLL_MS } from "#cli/demo/limits.ts";

/** Asks until the answer is not null. It has no end of its own: the demo's deadline ends it, and says what was asked. */
export async function until<T>(
  demo: Pick<Demo, "sleep" | "waitingFor">,
  what: string,
  ask: () => Promise<T | null>,
): Promise<T> {
  demo.waitingFor(what);
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one question follows the other
    const answer = await ask();
    if (answer !== null) return answer;
    // oxlint-disable-next-line no-await-in-loop -- the pause between two questions
    await demo.sleep(POLL_MS);
  }
}
