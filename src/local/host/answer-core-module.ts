import Module from "node:module";

const CORE_MODULE = "@azure/functions-core";

/**
 * Answers `require("@azure/functions-core")` with `coreApi` until the returned function is called.
 * The library asks once, on its first call, and keeps the answer (or, without one, silently skips every
 * registration); so the answer must be in place before the app is loaded. This is the worker's own way.
 */
export function answerCoreModule(coreApi: object): () => void {
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the `this` that the proxy hands on
  const original = Module.prototype.require;
  const answering = new Proxy(original, {
    apply: (target, self, args: unknown[]) => (args[0] === CORE_MODULE ? coreApi : Reflect.apply(target, self, args)),
  });
  Module.prototype.require = answering;
  return () => {
    if (Module.prototype.require === answering) Module.prototype.require = original;
  };
}
