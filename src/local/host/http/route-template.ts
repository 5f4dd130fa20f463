import { type RouteCheck, routeConstraint } from "./route-constraints.ts";

/** Route values by parameter name. */
export type RouteParams = Readonly<Record<string, string>>;

type Parameter = Readonly<{
  name: string;
  catchAll: boolean;
  optional: boolean;
  fallback: string | undefined;
  checks: readonly RouteCheck[];
}>;

/**
 * Compiles an ASP.NET route template (`jobs/{id:guid}/{rest?}`, `files/{*path}`, `{name}.{ext}`) into a matcher
 * of paths. The matcher answers the route values, or null. Literals are case-insensitive, a slash at the end is
 * ignored, and `%2F` stays encoded in a value. Throws on a template that is not one.
 */
export function compileRoute(template: string): (path: string) => RouteParams | null {
  const parameters: Parameter[] = [];
  let pattern = "^";
  for (const segment of splitSegments(template.replaceAll(/^\/+|\/+$/g, ""))) {
    if (segment === "") continue;
    const parts = parseSegment(segment);
    for (const part of parts) if (typeof part !== "string") parameters.push(part);
    pattern += segmentPattern(parts);
  }
  const matches = new RegExp(`${pattern}/?$`, "i");
  return (path) => {
    const match = matches.exec(path);
    return match === null ? null : bindParameters(parameters, match.slice(1));
  };
}

function bindParameters(
  parameters: readonly Parameter[],
  values: ReadonlyArray<string | undefined>,
): RouteParams | null {
  const params: Record<string, string> = {};
  for (const [index, parameter] of parameters.entries()) {
    const value = bindValue(parameter, values[index] ?? "");
    if (value === null) return null;
    if (value !== undefined) params[parameter.name] = value;
  }
  return params;
}

/** The value of one parameter, undefined when it may be absent and is, null when the route does not match. */
function bindValue(parameter: Parameter, raw: string): string | null | undefined {
  const { optional, catchAll, checks } = parameter;
  const value = raw === "" ? (parameter.fallback ?? "") : decodeValue(raw, catchAll);
  if (value === "") {
    if (optional || (catchAll && checks.length === 0)) return undefined;
    if (!catchAll) return null;
  }
  return checks.every((check) => check(value)) ? value : null;
}

function decodeValue(raw: string, catchAll: boolean): string {
  if (catchAll) return raw;
  try {
    return decodeURIComponent(raw.replaceAll(/%2f/gi, "%252F"));
  } catch {
    // A broken escape is not ours to repair: the app sees what was sent.
    return raw;
  }
}

function segmentPattern(parts: ReadonlyArray<string | Parameter>): string {
  const only = parts.length === 1 ? parts[0] : undefined;
  if (only !== undefined && typeof only !== "string") {
    if (only.catchAll) return "(?:/(.*))?";
    if (only.optional || only.fallback !== undefined) return "(?:/([^/]+))?";
  }
  const text = parts.map((part) =>
    typeof part === "string" ? part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`) : "([^/]+?)",
  );
  return `/${text.join("")}`;
}

/** Splits at the slashes outside parameters: a regex constraint may contain some. */
function splitSegments(template: string): readonly string[] {
  const segments: string[] = [];
  let current = "";
  let at = 0;
  while (at < template.length) {
    if (template[at] === "{") {
      const end = parameterEnd(template, at);
      current += template.slice(at, end);
      at = end;
    } else {
      if (template[at] === "/") {
        segments.push(current);
        current = "";
      } else {
        current += template[at];
      }
      at += 1;
    }
  }
  segments.push(current);
  return segments;
}

function parseSegment(segment: string): ReadonlyArray<string | Parameter> {
  const parts: Array<string | Parameter> = [];
  let at = 0;
  while (at < segment.length) {
    const open = segment.indexOf("{", at);
    if (open === at) {
      const end = parameterEnd(segment, at);
      parts.push(parseParameter(segment.slice(at + 1, end - 1)));
      at = end;
    } else {
      const end = open < 0 ? segment.length : open;
      parts.push(segment.slice(at, end));
      at = end;
    }
  }
  return parts;
}

/** The index after the brace that closes the parameter opened at `start`; braces in parentheses do not count. */
function parameterEnd(template: string, start: number): number {
  let parentheses = 0;
  for (let at = start + 1; at < template.length; at += 1) {
    const character = template[at];
    if (character === "(") parentheses += 1;
    else if (character === ")") parentheses -= 1;
    else if (character === "}" && parentheses <= 0) return at + 1;
  }
  throw new Error(`route template "${template}": a parameter is not closed`);
}

function parseParameter(body: string): Parameter {
  const name = /^\**([^:=?*]+)/.exec(body)?.[1];
  if (name === undefined) throw new Error(`route parameter {${body}} has no name`);
  const catchAll = body.startsWith("*");
  const checks: RouteCheck[] = [];
  let rest = body.replace(/^\*+/, "").slice(name.length);
  while (rest.startsWith(":")) {
    const constraint = /^:([a-z]+)(?:\(((?:[^()]|\([^()]*\))*)\))?/i.exec(rest);
    if (constraint === null) throw new Error(`route parameter {${body}} has a constraint that cannot be read`);
    checks.push(routeConstraint(constraint[1] ?? "", constraint[2] ?? ""));
    rest = rest.slice(constraint[0].length);
  }
  const fallback = rest.startsWith("=") ? rest.slice(1) : undefined;
  if (rest !== "" && rest !== "?" && fallback === undefined) throw new Error(`route parameter {${body}} is not one`);
  return { name, catchAll, optional: rest === "?", fallback, checks };
}
