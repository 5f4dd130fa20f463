import { expect, test } from "vitest";
import { type Route } from "#contract/route.ts";
import { ROUTES } from "#contract/routes.ts";
import { filesBelow } from "../support/source-files.ts";

const routes = Object.entries<Route>(ROUTES);
const segmentsOf = (path: string): string[] => path.split("/").filter((each) => each !== "");

/** Whether some path is matched by both templates. The host matches in any case, so literals are compared in lower case. */
function overlap(a: string, b: string): boolean {
  const [left, right] = [segmentsOf(a), segmentsOf(b)];
  return (
    left.length === right.length &&
    left.every((segment, index) => {
      const other = right[index] ?? "";
      return segment.startsWith("{") || other.startsWith("{") || segment.toLowerCase() === other.toLowerCase();
    })
  );
}

test("[RP5] no request can be meant for two routes: no two templates of a method match the same path", () => {
  const clashes = routes.flatMap(([id, route], index) =>
    routes
      .slice(index + 1)
      .filter(([, other]) => other.method === route.method && overlap(other.path, route.path))
      .map(([other]) => `${id} and ${other}`),
  );
  expect(clashes).toEqual([]);
  expect(overlap("/a/{b}/c", "/a/x/{d}")).toBe(true);
  expect(overlap("/a/{b}", "/a/b/c")).toBe(false);
  expect(overlap("/jobs:batch", "/jobs/{jobId}")).toBe(false);
});

test("[RP5] a template is literals and whole parameters, so that it means the same to every host", () => {
  for (const [, { path }] of routes) expect(path).toMatch(/^\/api\/fleet(\/([a-z0-9.-]+(:[a-z]+)?|\{[a-zA-Z]+\}))+$/);
});

test("[RP5] the parameters of a template are those of its schema", () => {
  for (const [, { path, params }] of routes) {
    const named = new Set([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    expect(new Set(Object.keys(params?.shape ?? {}))).toEqual(named);
  }
});

test("[RP6] every route's id is its key and the name of its function, and every function is bound to one", () => {
  expect(routes.filter(([key, route]) => route.id !== key)).toEqual([]);
  const bound = filesBelow("src/functions/http").flatMap(({ text }) =>
    [...text.matchAll(/(\w+): (?:bind|bindWith)\(\s*ROUTES\.(\w+)/g)].map(([, name, id]) => ({ name, id })),
  );
  expect(bound.filter(({ name, id }) => name !== id)).toEqual([]);
  expect(bound).toHaveLength(routes.length);
  expect(new Set(bound.map(({ id }) => id))).toEqual(new Set(routes.map(([id]) => id)));
});

test("[RP6] function names are unique in every case, as the host wants them", () => {
  expect(new Set(routes.map(([id]) => id.toLowerCase())).size).toBe(routes.length);
  for (const [id] of routes) expect(id).toMatch(/^[a-z][A-Za-z0-9]{0,126}$/);
});

test("[RP6] a GET has no body, and what is public asks for no product", () => {
  expect(routes.filter(([, { method, body }]) => method === "GET" && body !== null)).toEqual([]);
  expect(routes.filter(([, { access }]) => access !== "public" && access.length === 0)).toEqual([]);
});
