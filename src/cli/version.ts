import { createRequire } from "node:module";
import * as z from "zod";

/** The package's own version; the file is two steps up from src/cli and from dist/cli alike. */
export const agfVersion = (): string =>
  z.looseObject({ version: z.string() }).parse(createRequire(import.meta.url)("../../package.json")).version;
