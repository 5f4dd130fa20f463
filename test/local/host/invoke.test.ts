import { beforeEach, describe, expect, test } from "vitest";
import { createActivity } from "#local/host/activity.ts";
import { type AppRegistrations, createAppRegistrations } from "#local/host/core-api.ts";
import { type CoreInvocationContext, type FunctionCallback } from "#local/host/core-types.ts";
import { createInvoke, type Invoke } from "#local/host/invoke.ts";
import { type LogLine } from "#local/host/log.ts";

const activity = createActivity();
let app: AppRegistrations;
let invoke: Invoke;
let lines: LogLine[];
let states: unknown[];

/** The smallest model that does what the library's does: it calls the handler with its inputs. */
function modelOf(core: CoreInvocationContext) {
  return {
    getArguments: async () => ({
      context: { id: core.invocationId },
      inputs: [core.request.inputData[0]?.data.string],
    }),
    async invokeFunction(_context: unknown, inputs: unknown[], callback: FunctionCallback) {
      states.push(core.state);
      core.log("information", "user", "running");
      return callback(...inputs);
    },
    async getResponse(_context: unknown, result: unknown) {
      states.push(core.state, activity.count());
      return { invocationId: core.invocationId, returnValue: { string: String(result) } };
    },
  };
}

beforeEach(() => {
  lines = [];
  states = [];
  app = createAppRegistrations((line) => lines.push(line));
  app.coreApi.setProgrammingModel({
    name: "small",
    version: "1",
    getInvocationModel: modelOf,
    getCapabilities: async (capabilities) => capabilities,
  });
  app.coreApi.registerFunction({ name: "fn", bindings: {} }, (input) => {
    if (input === "bad") throw new Error("bad input");
    return `got ${String(input)}`;
  });
  invoke = createInvoke({ app, activity, extraInputs: () => [] });
});

async function run(text: string): Promise<unknown> {
  const fn = app.functions.get("fn");
  if (fn === undefined) throw new Error("The function is not registered.");
  return (await invoke(fn, { bindingName: "trigger", data: { string: text } })).returnValue?.string;
}

describe("an invocation", () => {
  test("[LI1] hooks before it may replace inputs and handler, hooks after it the result", async () => {
    app.coreApi.registerHook("preInvocation", (context) => {
      context["inputs"] = ["other"];
      const inner = context["functionCallback"] as FunctionCallback;
      context["functionCallback"] = (...args: unknown[]) => `wrapped ${String(inner(...args))}`;
      (context["hookData"] as Record<string, unknown>)["seen"] = true;
    });
    app.coreApi.registerHook("postInvocation", (context) => {
      const seen = (context["hookData"] as Record<string, unknown>)["seen"];
      context["result"] = `${String(context["result"])}, seen ${String(seen)}`;
    });
    expect(await run("input")).toBe("wrapped got other, seen true");
  });

  test("[LI1] a hook after it may forgive an error or raise one", async () => {
    await expect(run("bad")).rejects.toThrow("bad input");
    const forgiving = app.coreApi.registerHook("postInvocation", (context) => {
      context["error"] = null;
      context["result"] = "forgiven";
    });
    expect(await run("bad")).toBe("forgiven");
    forgiving.dispose();
    app.coreApi.registerHook("postInvocation", (context) => {
      context["error"] = new Error("raised");
    });
    await expect(run("good")).rejects.toThrow("raised");
  });

  test("[LI2] it counts as running until its handler has returned, and its lines carry its name and context", async () => {
    const contexts: unknown[] = [];
    app.coreApi.registerHook("log", (context) => contexts.push(context["invocationContext"]));
    await run("input");
    expect(states).toEqual(["invocation", undefined, 0]);
    expect(activity.count()).toBe(0);
    expect(lines).toEqual([expect.objectContaining({ message: "running", functionName: "fn" })]);
    expect(contexts).toEqual([{ id: lines[0]?.["invocationId"] }]);
  });
});
