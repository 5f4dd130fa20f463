import { createRequire } from "node:module";
import { relative } from "node:path";
import { pathToFileURL } from "node:url";
import { answerCoreModule } from "./answer-core-module.ts";
import { type AppManifest } from "./app-manifest.ts";
import { type AppRegistrations, createAppRegistrations } from "./core-api.ts";
import { type ProgrammingModel } from "./core-types.ts";
import { findEntryPoints } from "./entry-points.ts";
import { type Log } from "./log.ts";

const isSystemError = (error: unknown) => error instanceof Error && "isAzureFunctionsSystemError" in error;

/** Loads so far in this process; each one gets its own copy of the app's modules. */
let loads = 0;

/** What an app registered, and the library's model of how to invoke it. */
type LoadedApp = Readonly<{ registrations: AppRegistrations; model: ProgrammingModel }>;
const LOADED_BEFORE =
  "The app was loaded before in this process, and its copy of @azure/functions still answers to that load: " +
  "bundle the library into the app, or start another process.";

type LoadOptions = Readonly<{ appFolder: string; manifest: AppManifest; log: Log }>;

/**
 * Loads an app's own files and returns what they registered.
 * A bundle that contains the library can be loaded again (each time as a fresh module, through a query string);
 * an app that shares the library with an earlier load keeps that load's answer, which is found out and refused.
 */
export async function loadApp({ appFolder, manifest, log }: LoadOptions): Promise<LoadedApp> {
  const registrations = createAppRegistrations(log);
  const answer = answerCoreModule(registrations.coreApi);
  loads += 1;
  try {
    for (const file of await findEntryPoints(appFolder, manifest.main)) {
      // oxlint-disable-next-line no-await-in-loop -- entry points run in their order, as in the worker
      await loadFile(file, { appFolder, esm: manifest.esm });
    }
  } catch (error) {
    // The library refuses what comes after start-up; here that is a second load which never asked for its own answer.
    const refused = error instanceof Error && isSystemError(error.cause) && !answer.wasAsked();
    throw refused ? new Error(LOADED_BEFORE, { cause: error }) : error;
  } finally {
    answer.stop();
  }
  const model = registrations.model();
  if (model === undefined) {
    throw new Error(
      `The app registered no function: package.json "main" ("${manifest.main}") loads no file that calls app.http, app.timer and so on.`,
    );
  }
  return { registrations, model };
}

async function loadFile(file: string, { appFolder, esm }: { appFolder: string; esm: boolean }): Promise<void> {
  const isEsm = file.endsWith(".mjs") || (esm && !file.endsWith(".cjs"));
  try {
    if (isEsm) await import(/* @vite-ignore */ `${pathToFileURL(file).href}?load=${loads}`);
    else createRequire(file)(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The app's entry point "${relative(appFolder, file)}" cannot be loaded: ${reason}`, {
      cause: error,
    });
  }
}
