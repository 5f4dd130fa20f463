import { describe, expect, test } from "vitest";
import { compileRoute } from "#local/host/http/route-template.ts";

const match = (template: string, path: string) => compileRoute(template)(path);
const guid = "3f2504e0-4f89-11d3-9a0c-0305e82c3301";

describe("route templates", () => {
  test.each([
    ["jobs/{id}/lease/renew", "/jobs/42/lease/renew", { id: "42" }],
    ["jobs/{id}/lease/renew", "/jobs/42/lease", null],
    ["jobs/{id}", "/JOBS/42/", { id: "42" }],
    ["a/{b?}", "/a", {}],
    ["a/{b?}", "/a/x", { b: "x" }],
    ["a/{b=5}", "/a", { b: "5" }],
    ["a/{b=5}", "/a/6", { b: "6" }],
    ["f/{*rest}", "/f", {}],
    ["f/{*rest}", "/f/a/b%2Fc", { rest: "a/b%2Fc" }],
    ["v/{name}.{ext}", "/v/a.txt", { name: "a", ext: "txt" }],
    ["u/{key}", "/u/a%20b%2Fc", { key: "a b%2Fc" }],
    ["u/{key}", "/u/%E0%A4%A", { key: "%E0%A4%A" }],
    ["", "/", {}],
    ["a.b", "/aXb", null],
  ])("[LR1] %s against %s", (template, path, params) => {
    expect(match(template, path)).toEqual(params);
  });

  test.each([
    ["int", "12", "2147483648"],
    ["long", "-9223372036854775808", "9223372036854775808"],
    ["bool", "True", "yes"],
    ["guid", guid, "42"],
    ["alpha", "abc", "ab1"],
    ["datetime", "2026-01-01", "soon"],
    ["decimal", "1.5", "1.5.1"],
    ["double", "1e3", "e3"],
    ["float", "-1", "x"],
    ["required", "x", ""],
    ["length(3)", "abc", "ab"],
    ["length(2,3)", "ab", "abcd"],
    ["minlength(2)", "ab", "a"],
    ["maxlength(2)", "ab", "abc"],
    ["min(5)", "5", "4"],
    ["max(5)", "5", "6"],
    ["range(1,3)", "2", "4"],
    [String.raw`regex(^\d{{2}}$)`, "12", "123"],
    ["alpha:minlength(2)", "ab", "a"],
  ])("[LR2] the constraint %s takes %s and not %s", (constraint, good, bad) => {
    expect(match(`x/{v:${constraint}}`, `/x/${good}`)).toEqual({ v: good });
    expect(match(`x/{v:${constraint}}`, `/x/${bad}`)).toBeNull();
  });

  test("[LR2] an optional parameter with a constraint may be absent but not wrong", () => {
    expect(match("p/{id:int?}", "/p")).toEqual({});
    expect(match("p/{id:int?}", "/p/x")).toBeNull();
  });

  test.each([
    ["a/{b", "a parameter is not closed"],
    ["a/{b:nothing}", 'unknown route constraint "nothing"'],
    ["a/{}", "has no name"],
    ["a/{b:int(}", "a parameter is not closed"],
    ["a/{b:(1)}", "a constraint that cannot be read"],
    ["a/{b?x}", "is not one"],
  ])("[LR3] %s is no template: %s", (template, reason) => {
    expect(() => compileRoute(template)).toThrow(reason);
  });
});
