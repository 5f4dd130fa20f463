/** Tells whether one route value is acceptable. */
export type RouteCheck = (value: string) => boolean;

const INT_MIN = -2_147_483_648n;
const INT_MAX = 2_147_483_647n;
const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;

const isWhole = (value: string) => /^-?\d+$/.test(value);
const isWithin = (value: string, min: bigint, max: bigint) =>
  isWhole(value) && BigInt(value) >= min && BigInt(value) <= max;
const isNumber = (value: string) => value !== "" && Number.isFinite(Number(value));

/** Reads `a` or `a,b`; an absent second number stays undefined. */
const numbers = (args: string): readonly [number, number | undefined] => {
  const [first = "", second] = args.split(",");
  return [Number(first), second === undefined ? undefined : Number(second)];
};

/** The inline constraints of ASP.NET routing: name → (arguments → check). */
const constraints: Readonly<Record<string, (args: string) => RouteCheck>> = {
  int: () => (value) => isWithin(value, INT_MIN, INT_MAX),
  long: () => (value) => isWithin(value, LONG_MIN, LONG_MAX),
  bool: () => (value) => /^(true|false)$/i.test(value),
  guid: () => (value) => /^\{?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i.test(value),
  alpha: () => (value) => /^[a-z]*$/i.test(value),
  datetime: () => (value) => !Number.isNaN(Date.parse(value)),
  decimal: () => (value) => /^-?\d+(\.\d+)?$/.test(value),
  double: () => isNumber,
  float: () => isNumber,
  required: () => (value) => value !== "",
  minlength: (args) => (value) => value.length >= Number(args),
  maxlength: (args) => (value) => value.length <= Number(args),
  min: (args) => (value) => isWhole(value) && Number(value) >= Number(args),
  max: (args) => (value) => isWhole(value) && Number(value) <= Number(args),
  length: (args) => {
    const [least, most = least] = numbers(args);
    return (value) => value.length >= least && value.length <= most;
  },
  range: (args) => {
    const [least, most = least] = numbers(args);
    return (value) => isWhole(value) && Number(value) >= least && Number(value) <= most;
  },
  regex: (args) => {
    const pattern = new RegExp(args, "i");
    return (value) => pattern.test(value);
  },
};

/** The check of one inline constraint such as `int` or `length(3,5)`; an unknown name throws. */
export function routeConstraint(name: string, args: string): RouteCheck {
  const known = name.toLowerCase();
  const create = Object.hasOwn(constraints, known) ? constraints[known] : undefined;
  if (create === undefined) throw new Error(`unknown route constraint "${name}"`);
  // Inside a template braces are doubled, because single ones end the parameter.
  return create(args.replaceAll("{{", "{").replaceAll("}}", "}"));
}
