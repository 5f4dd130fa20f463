import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const packageSchema = z.object({ main: z.string().default("index.js"), type: z.string().default("commonjs") });

const hostSchema = z.object({
  extensions: z
    .object({
      http: z.object({ routePrefix: z.string().exactOptional() }).exactOptional(),
      durableTask: z
        .object({
          hubName: z.string().exactOptional(),
          maxEntityOperationBatchSize: z.number().int().min(1).exactOptional(),
        })
        .exactOptional(),
    })
    .default({}),
});

/** What the app's folder says about itself: `main` is a glob, `esm` how its `.js` files are to be loaded. */
export type AppManifest = Readonly<{ main: string; esm: boolean; host: z.infer<typeof hostSchema> }>;

/** Reads `package.json` and `host.json` of an app; a missing file means its defaults, a broken one is an error. */
export async function readAppManifest(appFolder: string, main?: string): Promise<AppManifest> {
  const [pkg, host] = await Promise.all([
    readJson(join(appFolder, "package.json"), packageSchema),
    readJson(join(appFolder, "host.json"), hostSchema),
  ]);
  return { main: main ?? pkg.main, esm: pkg.type === "module", host };
}

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  let text = "{}";
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  try {
    return schema.parse(JSON.parse(text.replace(/^\uFEFF/, "")));
  } catch (error) {
    throw new Error(`${file} cannot be used: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
