import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** The first executable of that name on the search path, or null. */
export async function findTool(name: string, searchPath = process.env["PATH"] ?? ""): Promise<string | null> {
  const candidates = searchPath.split(delimiter).map((folder) => join(folder === "" ? "." : folder, name));
  const found = await Promise.all(
    candidates.map((path) =>
      access(path, constants.X_OK).then(
        () => path,
        () => null,
      ),
    ),
  );
  return found.find((path) => path !== null) ?? null;
}
