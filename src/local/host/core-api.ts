import {
  type FunctionCallback,
  type FunctionMetadata,
  type LogCategory,
  type LogLevel,
  type ProgrammingModel,
} from "./core-types.ts";
import { createHooks, type HookCallback, type Hooks, isHookName } from "./hooks.ts";
import { type Log } from "./log.ts";

/** The Node worker and the host that this one stands in for; the library compares them with its minimum. */
const WORKER_VERSION = "3.14.1";
const HOST_VERSION = "4.1052.200";

/** A function the app registered: its metadata (with an id) and the handler that the library wrapped. */
export type RegisteredFunction = Readonly<{
  metadata: FunctionMetadata & Readonly<{ functionId: string }>;
  callback: FunctionCallback;
}>;

/** Everything one loaded app told the host while its files ran. */
export type AppRegistrations = Readonly<{
  functions: Map<string, RegisteredFunction>;
  hooks: Hooks;
  /** Shared by all hooks of the app. */
  appHookData: Record<string, unknown>;
  /** Shared by the hooks that belong to no invocation: start, terminate, log. */
  appLevelHookData: Record<string, unknown>;
  model(): ProgrammingModel | undefined;
  /** Ends start-up: from here on a registration throws, as it does in Azure. */
  lock(): void;
  log(entry: AppLogEntry): void;
  coreApi: CoreApi;
}>;

type AppLogEntry = Readonly<{
  level: LogLevel;
  category: LogCategory;
  message: string;
  functionName?: string;
  invocationId?: string;
  invocationContext?: unknown;
}>;

/** The module that the library gets for `require("@azure/functions-core")`. */
type CoreApi = ReturnType<typeof createCoreApi>;

class Disposable {
  #dispose: (() => unknown) | undefined;

  constructor(dispose: () => unknown) {
    this.#dispose = dispose;
  }

  static from(...parts: ReadonlyArray<{ dispose?: () => unknown } | undefined>): Disposable {
    return new Disposable(() => parts.forEach((part) => part?.dispose?.()));
  }

  dispose(): unknown {
    const dispose = this.#dispose;
    this.#dispose = undefined;
    return dispose?.();
  }
}

/** The library tells the host's own errors from the app's by this mark. */
const systemError = <E extends Error>(error: E) => Object.assign(error, { isAzureFunctionsSystemError: true });

type Registry = {
  readonly functions: Map<string, RegisteredFunction>;
  readonly hooks: Hooks;
  readonly log: (entry: AppLogEntry) => void;
  model: ProgrammingModel | undefined;
  locked: boolean;
};

function registerFunction(registry: Registry, metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
  if (registry.locked) throw systemError(new Error("A function can only be registered during app startup."));
  const functionId = metadata.functionId ?? metadata.name;
  if (registry.functions.has(functionId)) {
    throw systemError(new Error(`A function with id "${functionId}" has already been registered.`));
  }
  registry.functions.set(functionId, { metadata: { ...metadata, functionId }, callback });
  return new Disposable(() => {
    if (registry.locked) throw systemError(new Error("A function can only be disposed during app startup."));
    registry.functions.delete(functionId);
  });
}

function createCoreApi(registry: Registry) {
  return {
    version: WORKER_VERSION,
    get hostVersion() {
      return HOST_VERSION;
    },
    registerHook(name: string, callback: HookCallback): Disposable {
      if (!isHookName(name)) throw systemError(new RangeError(`Unrecognized hook "${name}"`));
      return new Disposable(registry.hooks.add(name, callback));
    },
    registerFunction: (metadata: FunctionMetadata, callback: FunctionCallback) =>
      registerFunction(registry, metadata, callback),
    setProgrammingModel(model: ProgrammingModel): void {
      registry.model = model;
    },
    getProgrammingModel: () => registry.model,
    log(level: LogLevel, category: LogCategory, message: string): void {
      registry.log({ level, category, message });
    },
    Disposable,
  };
}

/** Starts the record of one app. Lines go through the app's log hooks, which may rewrite them, to `write`. */
export function createAppRegistrations(write: Log): AppRegistrations {
  const hooks = createHooks();
  const appHookData: Record<string, unknown> = {};
  const appLevelHookData: Record<string, unknown> = {};
  const log = (entry: AppLogEntry) => {
    const context: Record<string, unknown> & AppLogEntry = { ...entry, hookData: appLevelHookData, appHookData };
    if (hooks.has("log")) hooks.runLog(context);
    const { level, category, message, functionName, invocationId } = context;
    write({
      level,
      event: "app.log",
      category,
      message,
      ...(functionName === undefined ? {} : { functionName }),
      ...(invocationId === undefined ? {} : { invocationId }),
    });
  };
  const registry: Registry = { functions: new Map(), hooks, log, model: undefined, locked: false };
  return {
    functions: registry.functions,
    hooks,
    appHookData,
    appLevelHookData,
    model: () => registry.model,
    lock() {
      registry.locked = true;
    },
    log,
    coreApi: createCoreApi(registry),
  };
}
