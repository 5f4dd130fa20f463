import * as z from "zod";

export const CAPABILITIES_MAX = 64;

/** `namespace:value` in lower case: one grammar for manifests, factories and forms. */
export const Capability = z
  .string()
  .max(80)
  .regex(/^[a-z][a-z0-9-]*:[a-z0-9][a-z0-9._+-]*$/, "expected namespace:value in lower case, such as os:linux")
  .meta({ id: "Capability", examples: ["os:linux", "engine:shell"] });

export const Capabilities = z.array(Capability).max(CAPABILITIES_MAX);
