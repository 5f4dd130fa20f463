import { type RegisteredFunction } from "./core-api.ts";
import { type BindingInfo } from "./core-types.ts";

/** A function seen from its trigger: which binding fires it. */
export type TriggeredFunction = Readonly<{ fn: RegisteredFunction; bindingName: string; binding: BindingInfo }>;

/** The functions whose trigger has this type (`httpTrigger`, `timerTrigger` …; the case does not matter). */
export function functionsTriggeredBy(
  type: string,
  functions: ReadonlyMap<string, RegisteredFunction>,
): readonly TriggeredFunction[] {
  const wanted = type.toLowerCase();
  return [...functions.values()].flatMap((fn) =>
    Object.entries(fn.metadata.bindings)
      .filter(([, binding]) => binding.type.toLowerCase() === wanted)
      .slice(0, 1)
      .map(([bindingName, binding]) => ({ fn, bindingName, binding })),
  );
}

/** The trigger's type, as the library wrote it. */
export function triggerTypeOf(fn: RegisteredFunction): string {
  const trigger = Object.values(fn.metadata.bindings).find((binding) => /trigger$/i.test(binding.type));
  return trigger?.type ?? "unknown";
}
