import fc from "fast-check";
import * as z from "zod";

const ITEMS_MAX = 4;

type Schema = Readonly<Record<string, unknown>>;

/** Values that a zod schema takes, made from its JSON schema: for requests that are well-formed more often than not. */
export function arbitraryOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  const root = z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" });
  const defs = (root["$defs"] ?? {}) as Defs;
  return build(root, defs);
}

type Defs = Readonly<Record<string, Schema>>;

function build(schema: Schema, defs: Defs): fc.Arbitrary<unknown> {
  const ref = schema["$ref"];
  if (typeof ref === "string") return build(defs[ref.slice("#/$defs/".length)] ?? {}, defs);
  if ("const" in schema) return fc.constant(schema["const"]);
  if (Array.isArray(schema["enum"])) return fc.constantFrom(...(schema["enum"] as unknown[]));
  const choices = (schema["anyOf"] ?? schema["oneOf"]) as readonly Schema[] | undefined;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => build(choice, defs)));
  const make = TYPES[String(schema["type"])];
  return make === undefined ? fc.jsonValue() : make(schema, defs);
}

const TYPES: Readonly<Record<string, (schema: Schema, defs: Defs) => fc.Arbitrary<unknown>>> = {
  string: (schema) => text(schema),
  integer: (schema) => fc.integer(bounds(schema)),
  number: (schema) => fc.double({ ...bounds(schema), noNaN: true }),
  boolean: () => fc.boolean(),
  null: () => fc.constant(null),
  array: (schema, defs) =>
    fc.array(build((schema["items"] ?? {}) as Schema, defs), {
      minLength: numberOf(schema["minItems"]) ?? 0,
      maxLength: Math.min(numberOf(schema["maxItems"]) ?? ITEMS_MAX, ITEMS_MAX),
    }),
  object: (schema, defs) => object(schema, defs),
};

function text(schema: Schema): fc.Arbitrary<string> {
  const pattern = schema["pattern"];
  const maxLength = Math.min(numberOf(schema["maxLength"]) ?? 60, 60);
  if (typeof pattern === "string")
    return fc.stringMatching(new RegExp(pattern)).map((made) => made.slice(0, numberOf(schema["maxLength"])));
  return fc.string({ unit: "grapheme", minLength: numberOf(schema["minLength"]) ?? 0, maxLength });
}

function object(schema: Schema, defs: Defs): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema["properties"] ?? {}) as Readonly<Record<string, Schema>>);
  const required = (schema["required"] ?? []) as string[];
  return fc.record(Object.fromEntries(properties.map(([name, each]) => [name, build(each, defs)])), {
    requiredKeys: required,
    noNullPrototype: true,
  });
}

const INTEGER_MAX = 2 ** 31 - 1;

const bounds = (schema: Schema): { min: number; max: number } => ({
  min: Math.max(numberOf(schema["minimum"]) ?? -INTEGER_MAX, -INTEGER_MAX),
  max: Math.min(numberOf(schema["maximum"]) ?? INTEGER_MAX, INTEGER_MAX),
});

const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

const keys = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "id", "_etag", "productId", "ttl", ""));

/** What nobody expects in the place of a value. */
export const strange = fc.oneof(
  fc.constantFrom<unknown>(
    -1,
    1e308,
    Number.MAX_SAFE_INTEGER,
    2 ** 53,
    0.1,
    "",
    "\u0000",
    "\ud800",
    "../..",
    "' OR 1=1 --",
    '"}) DROP',
    "%00",
    "\u202e",
    "x".repeat(2_000),
    null,
    true,
    [],
    {},
  ),
  fc.string({ unit: "binary" }),
);

/** Anything at all in the place of a value, or a value that is a little off. */
export const hostile = (valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.anything({ maxDepth: 3, key: keys, values: [fc.jsonValue(), strange] }) },
    { weight: 2, arbitrary: fc.tuple(valid, keys, strange).map(([value, key, odd]) => withMember(value, key, odd)) },
    { weight: 1, arbitrary: strange },
  );

function withMember(value: unknown, key: string, odd: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return odd;
  const names = Object.keys(value);
  const name = names.length === 0 || key.length % 3 === 0 ? key : (names[key.length % names.length] ?? key);
  return Object.fromEntries([...Object.entries(value), [name, odd]]);
}
