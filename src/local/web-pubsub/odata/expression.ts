/** What a filter can ask about a connection. */
export type FilterSubject = Readonly<{ userId: string | null; connectionId: string; groups: ReadonlySet<string> }>;

/**
 * A part of a filter whose type is known before it is ever evaluated, so that a wrong filter is refused as a whole
 * and never fails half-way through its connections. Absent texts and numbers are null.
 */
export type Expression =
  | Readonly<{ type: "boolean"; evaluate: (subject: FilterSubject) => boolean }>
  | TextExpression
  | NumberExpression
  | Readonly<{ type: "groups"; evaluate: (subject: FilterSubject) => ReadonlySet<string> }>
  | Readonly<{ type: "null" }>;

export type TextExpression = Readonly<{ type: "text"; evaluate: (subject: FilterSubject) => string | null }>;
export type NumberExpression = Readonly<{ type: "number"; evaluate: (subject: FilterSubject) => number | null }>;

/** A filter that makes no sense. Thrown inside the parser only, which turns it into a value. */
export class FilterError extends Error {}
