import type * as z from "zod";
import { type Role } from "#contract/documents/token-document.ts";
import { type ProblemCode } from "#contract/problem.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type BodyType = "application/json" | "text/markdown";

/** One HTTP operation: functions binds it, OpenAPI prints it, the client calls it. */
export type Route = {
  readonly id: string;
  readonly method: Method;
  readonly path: `/api/fleet/${string}`;
  readonly tag: string;
  readonly summary: string;
  /** `public` answers without a token; otherwise one of the roles, for the product in `x-product-id`. */
  readonly access: "public" | readonly Role[];
  /** False for what concerns the token alone; otherwise the request names a product and the token has to be good for it. */
  readonly perProduct: boolean;
  readonly params: z.ZodObject | null;
  readonly query: z.ZodObject | null;
  readonly body: z.ZodType | null;
  readonly bodyTypes: readonly BodyType[];
  readonly ok: z.ZodType;
  /** The statuses that a success can have, the usual one first. */
  readonly statuses: readonly [number, ...number[]];
  /** `stream` answers are server-sent events and have no schema of their own. */
  readonly reply: "json" | "stream";
  /** The refusals of its own; those of every route (authentication, parsing, outage) are added by `problemsOf`. */
  readonly problems: readonly ProblemCode[];
};

const EVERYWHERE = ["internal", "invalid-request"] as const satisfies readonly ProblemCode[];
const WITH_TOKEN = [
  "unauthenticated",
  "forbidden",
  "product-required",
  "unavailable",
] as const satisfies readonly ProblemCode[];
const WITH_BODY = ["body-too-large", "unsupported-media-type"] as const satisfies readonly ProblemCode[];

export const problemsOf = (route: Route): readonly ProblemCode[] => [
  ...new Set<ProblemCode>([
    ...route.problems,
    ...EVERYWHERE,
    ...(route.access === "public" ? [] : WITH_TOKEN),
    ...(route.body === null ? [] : WITH_BODY),
  ]),
];

type Defaults = {
  readonly perProduct: true;
  readonly params: null;
  readonly query: null;
  readonly body: null;
  readonly bodyTypes: readonly ["application/json"];
  readonly statuses: readonly [200];
  readonly reply: "json";
};
const DEFAULTS: Defaults = {
  perProduct: true,
  params: null,
  query: null,
  body: null,
  bodyTypes: ["application/json"],
  statuses: [200],
  reply: "json",
};

type Spec = Omit<Route, "id" | keyof Defaults> & Partial<Pick<Route, keyof Defaults>>;
type Defined<R extends Record<string, Spec>> = {
  readonly [K in keyof R & string]: Omit<Defaults, keyof R[K]> & R[K] & { readonly id: K };
};

/** Fills in what a route leaves out; the key becomes its id, which is also its function's name. */
export const defineRoutes = <const R extends Record<string, Spec>>(routes: R): Defined<R> =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.fromEntries forgets which key has which value
  Object.fromEntries(Object.entries(routes).map(([id, route]) => [id, { ...DEFAULTS, ...route, id }])) as Defined<R>;
