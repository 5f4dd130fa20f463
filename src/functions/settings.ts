import * as z from "zod";

const DAY_SEC = 86_400;
const seconds = (fallback: number) => z.coerce.number().min(1).max(3_600).default(fallback);

/** The app settings that are read, once. `local.settings.example.json` says what each is for. */
const Settings = z.object({
  /** A connection string, or the name of the settings family with `__accountEndpoint` for an identity. */
  COSMOS_CONNECTION: z.string().exactOptional(),
  COSMOS_CONNECTION__accountEndpoint: z.string().exactOptional(),
  COSMOS_CONNECTION__clientId: z.string().exactOptional(),
  WebPubSubConnectionString: z.string().exactOptional(),
  WebPubSubConnectionString__serviceUri: z.string().exactOptional(),
  WebPubSubConnectionString__clientId: z.string().exactOptional(),
  FLEET_BLOB_CONNECTION: z.string().exactOptional(),
  FLEET_BLOB__serviceUri: z.string().exactOptional(),
  FLEET_BLOB__clientId: z.string().exactOptional(),
  FLEET_DATABASE: z.string().default("fleet"),
  FLEET_ADMIN_TOKEN_SHA256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .exactOptional(),
  FLEET_DASHBOARD_FOLDER: z.string().default("dist/dashboard"),
  /** "0" switches the enforcement of budgets off; ceilings and spend are kept and shown all the same. */
  FLEET_BUDGETS: z.enum(["0", "1"]).default("1"),
  FLEET_LEASE_TTL_SEC: seconds(60),
  FLEET_LEASE_GRACE_SEC: seconds(10),
  FLEET_TOKEN_TTL_SEC: z.coerce
    .number()
    .min(1)
    .max(366 * DAY_SEC)
    .default(90 * DAY_SEC),
  FLEET_ARTIFACT_DAYS: z.coerce.number().min(0.001).max(3_650).default(30),
  FLEET_PRUNE_DAYS: z.coerce.number().min(0.001).max(3_650).default(14),
});
export type Settings = z.infer<typeof Settings>;

/** Throws a sentence that names the setting: a host that cannot be configured must not start. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const parsed = Settings.safeParse(env);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`The setting ${issue?.path.join(".") ?? "?"} cannot be used: ${issue?.message ?? "unknown"}.`);
}
