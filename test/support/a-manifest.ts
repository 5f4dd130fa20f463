import { Manifest } from "#contract/manifest/manifest.ts";
import type * as z from "zod";

/** A manifest with its defaults filled in, as parsing gives it. */
export const aManifest = (given: Partial<z.input<typeof Manifest>> = {}): Manifest =>
  Manifest.parse({ title: "Format the sources", ...given });
