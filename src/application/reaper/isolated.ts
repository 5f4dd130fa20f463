import { type Deps } from "#application/deps.ts";

/** One bad item stops nothing: it is logged, and the next tick meets it again. Null when it failed. */
export async function isolated<T>(
  deps: Pick<Deps, "log">,
  what: string,
  id: string,
  work: () => Promise<T>,
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    deps.log.error(`${what}.failed`, { id, why: error instanceof Error ? error.message : String(error) });
    return null;
  }
}
