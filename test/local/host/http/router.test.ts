import { describe, expect, test } from "vitest";
import { type RegisteredFunction } from "#local/host/core-api.ts";
import { mayCall } from "#local/host/http/function-keys.ts";
import { createRouter } from "#local/host/http/router.ts";

function functions(
  ...list: ReadonlyArray<{ name: string; [option: string]: unknown }>
): Map<string, RegisteredFunction> {
  const entries = list.map(({ name, ...options }) => {
    const trigger = { type: "httpTrigger", direction: "in" as const, ...options };
    return [name, { metadata: { name, functionId: name, bindings: { trigger } }, callback: () => {} }] as const;
  });
  return new Map<string, RegisteredFunction>(entries);
}

describe("the router", () => {
  test("[LH4] functions are tried in the order of their names, whatever their case", () => {
    const router = createRouter(functions({ name: "b" }, { name: "C" }, { name: "a" }));
    expect(router.routes.map((route) => route.template)).toEqual(["api/a", "api/b", "api/C"]);
  });

  test("[LH4] without methods a function answers GET and POST; a method that differs lets the next one try", () => {
    const router = createRouter(
      functions({ name: "any", route: "x" }, { name: "later", route: "x", methods: ["delete"] }),
      "",
    );
    expect(router.find("GET", "/x")?.route.name).toBe("any");
    expect(router.find("POST", "/x")?.route.name).toBe("any");
    expect(router.find("DELETE", "/x")?.route.name).toBe("later");
    expect(router.find("PUT", "/x")).toBeNull();
  });

  test("[LH7] an admin function takes the master key alone", () => {
    const [route] = createRouter(functions({ name: "root", authLevel: "Admin" })).routes;
    if (route === undefined) throw new Error("There is no route.");
    const keys = { master: "M", host: ["H"], functions: { root: ["F"] } };
    expect(["M", "H", "F", undefined].map((key) => mayCall(route, key, keys))).toEqual([true, false, false, false]);
    expect(() => createRouter(functions({ name: "x", authLevel: "vip" }))).toThrow('"vip" is no authLevel');
  });
});
