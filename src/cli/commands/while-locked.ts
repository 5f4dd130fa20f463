import { type Context } from "#cli/context.ts";
import { type ExitCode } from "#cli/exit-codes.ts";

/** Runs `then` while the data folder belongs to this process alone. Throws a sentence when it is somebody else's. */
export async function whileLocked(
  context: Context,
  folder: string,
  then: (path: string) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { lockDataFolder } = await import("#local/data-folder.ts");
  const lock = await lockDataFolder(folder, context.terminal.nowMs());
  try {
    return await then(lock.path);
  } finally {
    await lock.release();
  }
}
