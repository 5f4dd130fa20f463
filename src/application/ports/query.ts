type Scalar = string | number | boolean;

/** A condition on one dotted path. `subset` and `contains` speak of arrays; an absent path satisfies none of them. */
export type Condition =
  | { readonly path: string; readonly op: "eq" | "lt" | "lte" | "gt" | "gte"; readonly value: Scalar }
  | { readonly path: string; readonly op: "in"; readonly values: readonly Scalar[] }
  | { readonly path: string; readonly op: "subset"; readonly of: readonly string[] }
  | { readonly path: string; readonly op: "contains"; readonly value: string }
  | { readonly path: string; readonly op: "null" };

export type OrderBy = { readonly path: string; readonly direction: "asc" | "desc" };

/** What a store is asked: small enough that every adapter can keep it, and one contract suite can hold them to it. */
export type Query = {
  /** The partition to look in, or null for all of them. */
  readonly partition: string | null;
  readonly where: readonly Condition[];
  readonly orderBy?: readonly OrderBy[];
  readonly limit: number;
  /** Where an earlier page ended; opaque. */
  readonly cursor?: string | null;
};

export type QueryPage<T> = { readonly items: readonly T[]; readonly nextCursor: string | null };
