import { join } from "node:path";
import {
  canIsolate,
  type Isolate,
  isolateByNamespaces,
  noIsolation,
  operatorSecrets,
} from "#factory/engines/isolation.ts";
import { IDENTITY_FILE } from "#factory/identity/identity.ts";
import { type FactoryOptions } from "#factory/options.ts";

/** How engines are kept from secrets here. Null, with a line in the log, when that is required and cannot be had. */
export async function chooseIsolation(options: FactoryOptions): Promise<Isolate | null> {
  if (options.isolation === "off") return noIsolation;
  if (process.platform === "linux" && (await canIsolate(options.dataFolder))) {
    return isolateByNamespaces([join(options.dataFolder, IDENTITY_FILE), ...operatorSecrets(), ...options.hidePaths]);
  }
  const detail = "This system has no user namespaces for us: engines can read what this user can read.";
  options.log({ event: "isolation.unavailable", required: options.isolation === "required", detail });
  return options.isolation === "required" ? null : noIsolation;
}
