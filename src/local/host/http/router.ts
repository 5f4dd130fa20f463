import { z } from "zod";
import { type RegisteredFunction } from "#local/host/core-api.ts";
import { functionsTriggeredBy } from "#local/host/triggers.ts";
import { compileRoute, type RouteParams } from "./route-template.ts";

const httpBindingSchema = z.object({
  route: z.string().nullish(),
  methods: z.array(z.string()).nullish(),
  authLevel: z.string().nullish(),
});

/** What the Functions host answers when a function names no methods. */
const DEFAULT_METHODS = ["GET", "POST"];
const DEFAULT_PREFIX = "api";

type AuthLevel = "anonymous" | "function" | "admin";

/** One HTTP function and where it listens. */
export type HttpRoute = Readonly<{
  name: string;
  template: string;
  methods: readonly string[];
  authLevel: AuthLevel;
  fn: RegisteredFunction;
  bindingName: string;
  match: (path: string) => RouteParams | null;
}>;

export type Router = Readonly<{
  routes: readonly HttpRoute[];
  find(method: string, path: string): Readonly<{ route: HttpRoute; params: RouteParams }> | null;
}>;

/**
 * The app's HTTP functions in the order in which the Functions host tries them: by name, first match wins, with no
 * regard for which template is the more specific one. A method that does not fit is no match either (404, never 405).
 */
export function createRouter(
  functions: ReadonlyMap<string, RegisteredFunction>,
  routePrefix: string = DEFAULT_PREFIX,
): Router {
  const routes = functionsTriggeredBy("httpTrigger", functions)
    .map(({ fn, bindingName, binding }) => {
      const { route, methods, authLevel } = httpBindingSchema.parse(binding);
      const template = [routePrefix, route ?? fn.metadata.name].filter((part) => part !== "").join("/");
      return {
        name: fn.metadata.name,
        template,
        methods: (methods ?? DEFAULT_METHODS).map((method) => method.toUpperCase()),
        authLevel: authLevelOf(authLevel),
        fn,
        bindingName,
        match: compileRoute(template),
      };
    })
    .sort(byName);
  return {
    routes,
    find(method, path) {
      for (const route of routes) {
        if (!route.methods.includes(method)) continue;
        const params = route.match(path);
        if (params !== null) return { route, params };
      }
      return null;
    },
  };
}

function authLevelOf(text: string | null | undefined): AuthLevel {
  const level = text?.toLowerCase() ?? "anonymous";
  if (level === "anonymous" || level === "function" || level === "admin") return level;
  throw new Error(`"${text}" is no authLevel: use anonymous, function or admin.`);
}

/** OrdinalIgnoreCase: by the upper-case code units, not by a language. */
function byName(a: { name: string }, b: { name: string }): number {
  const left = a.name.toUpperCase();
  const right = b.name.toUpperCase();
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
