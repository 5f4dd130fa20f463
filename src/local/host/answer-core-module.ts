import Module from "node:module";

const CORE_MODULE = "@azure/functions-core";

/** Tells whether anybody asked for the module, and ends the answering. */
type CoreModuleAnswer = Readonly<{ wasAsked(): boolean; stop(): void }>;

/**
 * Answers `require("@azure/functions-core")` with `coreApi` until it is stopped.
 * The library asks once, on its first call, and keeps the answer (or, without one, silently skips every
 * registration); so the answer must be in place before the app is loaded. This is the worker's own way.
 */
export function answerCoreModule(coreApi: object): CoreModuleAnswer {
  let asked = false;
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the `this` that the proxy hands on
  const original = Module.prototype.require;
  const answering = new Proxy(original, {
    apply(target, self, args: unknown[]) {
      if (args[0] !== CORE_MODULE) return Reflect.apply(target, self, args);
      asked = true;
      return coreApi;
    },
  });
  Module.prototype.require = answering;
  return {
    wasAsked: () => asked,
    stop() {
      if (Module.prototype.require === answering) Module.prototype.require = original;
    },
  };
}
