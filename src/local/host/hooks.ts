/** The moments at which an app may listen in; any other name is refused. */
const hookNames = ["preInvocation", "postInvocation", "appStart", "appTerminate", "log"] as const;
type HookName = (typeof hookNames)[number];

/** What a hook sees; it may replace the members (inputs, callback, result, error, message). */
type HookContext = Record<string, unknown>;
export type HookCallback = (context: HookContext) => unknown;

export type Hooks = Readonly<{
  add(name: HookName, callback: HookCallback): () => void;
  /** Runs the hooks of that name in their order of registration; the first that throws ends it. */
  run(name: HookName, context: HookContext): Promise<void>;
  /** Runs the log hooks. They are synchronous, and none of them may break logging. */
  runLog(context: HookContext): void;
  has(name: HookName): boolean;
}>;

export function isHookName(name: string): name is HookName {
  return hookNames.some((known) => known === name);
}

/** An empty set of hooks for one app. */
export function createHooks(): Hooks {
  const callbacks: Record<HookName, HookCallback[]> = {
    preInvocation: [],
    postInvocation: [],
    appStart: [],
    appTerminate: [],
    log: [],
  };
  return {
    add(name, callback) {
      callbacks[name].push(callback);
      return () => {
        const index = callbacks[name].indexOf(callback);
        if (index >= 0) callbacks[name].splice(index, 1);
      };
    },
    async run(name, context) {
      for (const callback of callbacks[name]) {
        // oxlint-disable-next-line no-await-in-loop -- hooks see what the hooks before them replaced
        await callback(context);
      }
    },
    runLog(context) {
      for (const callback of callbacks.log) {
        try {
          callback(context);
        } catch {
          // A log hook that throws loses its own change, never the line.
        }
      }
    },
    has: (name) => callbacks[name].length > 0,
  };
}
