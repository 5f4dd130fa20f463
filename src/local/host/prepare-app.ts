import { type AppManifest, readAppManifest } from "./app-manifest.ts";
import { type AppRegistrations, type RegisteredFunction } from "./core-api.ts";
import { loadApp } from "./load-app.ts";
import { type Log } from "./log.ts";
import { type HttpMode, negotiateHttpMode } from "./stream-mode.ts";
import { triggerTypeOf } from "./triggers.ts";

/** An app that is loaded and has had its start hooks, and whose registrations are final. */
export type PreparedApp = Readonly<{
  manifest: AppManifest;
  registrations: AppRegistrations;
  mode: HttpMode;
  functions: ReadonlyArray<Readonly<{ name: string; trigger: string }>>;
}>;

type PrepareOptions = Readonly<{ appFolder: string; main?: string; log: Log; httpMode?: "adopt" | "proxy" }>;

/** Loads the app and brings it through its start: files, start hooks, capabilities, and then the lock. */
export async function prepareApp(options: PrepareOptions): Promise<PreparedApp> {
  const { appFolder, log } = options;
  const manifest = await readAppManifest(appFolder, options.main);
  const { registrations, model } = await loadApp({ appFolder, manifest, log });
  const { hooks, appHookData, appLevelHookData, functions } = registrations;
  await hooks.run("appStart", { hookData: appLevelHookData, appHookData, functionAppDirectory: appFolder });
  const mode = await negotiateHttpMode(model, options.httpMode ?? "adopt");
  registrations.lock();
  removeDisabled(functions);
  return {
    manifest,
    registrations,
    mode,
    functions: [...functions.values()].map((fn) => ({ name: fn.metadata.name, trigger: triggerTypeOf(fn) })),
  };
}

/** The app setting `AzureWebJobs.<function>.Disabled` takes a function out. */
function removeDisabled(functions: Map<string, RegisteredFunction>): void {
  for (const [id, { metadata }] of functions) {
    if (/^(1|true)$/i.test(process.env[`AzureWebJobs.${metadata.name}.Disabled`] ?? "")) functions.delete(id);
  }
}
