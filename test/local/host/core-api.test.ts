import { createRequire } from "node:module";
import { beforeEach, describe, expect, test } from "vitest";
import { answerCoreModule } from "#local/host/answer-core-module.ts";
import { type AppRegistrations, createAppRegistrations } from "#local/host/core-api.ts";
import { type LogLine } from "#local/host/log.ts";

let lines: LogLine[];
let app: AppRegistrations;

beforeEach(() => {
  lines = [];
  app = createAppRegistrations((line) => lines.push(line));
});

const metadata = { name: "fn", bindings: {} };

describe("the module that the library asks for", () => {
  test("[LA2] it is answered by require until that is taken back", () => {
    const require = createRequire(import.meta.url);
    const answer = answerCoreModule(app.coreApi);
    expect(answer.wasAsked()).toBe(false);
    expect(require("@azure/functions-core")).toBe(app.coreApi);
    expect(require("node:path")).toHaveProperty("join");
    expect(answer.wasAsked()).toBe(true);
    answer.stop();
    expect(() => require("@azure/functions-core")).toThrow("Cannot find module");
  });

  test("[LA3] a function is registered once, and only during start-up", () => {
    const { coreApi } = app;
    const registered = coreApi.registerFunction(metadata, () => {});
    expect(() => coreApi.registerFunction(metadata, () => {})).toThrow('id "fn" has already been registered');
    registered.dispose();
    const again = coreApi.registerFunction(metadata, () => {});
    app.lock();
    const late = { ...metadata, name: "late" };
    expect(() => coreApi.registerFunction(late, () => {})).toThrow("only be registered during app startup");
    expect(() => again.dispose()).toThrow("only be disposed during app startup");
    expect([...app.functions.keys()]).toEqual(["fn"]);
  });

  test("[LA4] an unknown hook is a RangeError that the library can tell from the app's own errors", () => {
    let thrown: unknown;
    try {
      app.coreApi.registerHook("sunrise", () => {});
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(RangeError);
    expect(thrown).toMatchObject({ isAzureFunctionsSystemError: true });
  });

  test("[LA5] log hooks may rewrite a line, and one that throws breaks nothing", () => {
    const { coreApi } = app;
    coreApi.registerHook("log", () => {
      throw new Error("a bad hook");
    });
    const polite = coreApi.registerHook("log", (context) => {
      Object.assign(context, { message: "rewritten" });
    });
    coreApi.log("warning", "user", "as written");
    polite.dispose();
    coreApi.log("warning", "user", "as written");
    expect(lines.map((line) => line["message"])).toEqual(["rewritten", "as written"]);
  });
});
