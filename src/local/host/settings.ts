/** App settings, as `local.settings.json` or Azure would give them. */
export type Settings = Readonly<Record<string, string>>;

/** Addresses that no proxy of this machine may ever see. */
const LOOPBACK = ["localhost", "127.0.0.1"];

/**
 * Puts the settings into `process.env`, where an app reads them, and returns what puts the old values back.
 * They win over variables of the shell: a local fleet must never reach for an account that a shell happens to name.
 */
export function applySettings(settings: Settings): () => void {
  const before = new Map<string, string | undefined>();
  for (const [name, value] of Object.entries({ ...settings, ...withoutProxyForLoopback() })) {
    before.set(name, process.env[name]);
    process.env[name] = value;
  }
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}

/** With HTTP_PROXY set, the durable client would look for this host's loopback server through that proxy. */
function withoutProxyForLoopback(): Settings {
  const names = ["NO_PROXY", "no_proxy"] as const;
  return Object.fromEntries(
    names.map((name) => {
      const known = (process.env[name] ?? "").split(",").filter((entry) => entry !== "");
      return [name, [...new Set([...known, ...LOOPBACK])].join(",")];
    }),
  );
}

/** Replaces every `%NAME%` by its app setting; a missing one is an error that names it. */
export function resolveSettings(text: string, where: string): string {
  return text.replaceAll(/%([^%\s]+)%/g, (_match, name: string) => {
    const value = process.env[name];
    if (value === undefined) throw new Error(`${where}: the app setting ${name} is missing.`);
    return value;
  });
}
