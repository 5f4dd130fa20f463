/** A query that the service refuses with 400. `code` is null for refusals that the service words without an error list. */
export class SqlError extends Error {
  readonly status = 400;
  readonly code: string | null;
  readonly start: number;
  readonly end: number;

  constructor(code: string | null, message: string, location: { readonly start: number; readonly end: number } | null) {
    super(message);
    this.name = "SqlError";
    this.code = code;
    this.start = location?.start ?? 0;
    this.end = location?.end ?? this.start + 1;
  }

  /** The `message` of the response's body, in the service's form: a list of errors with their place in the query's text. */
  get responseMessage(): string {
    if (this.code === null) return this.message;
    const location = { start: this.start, end: this.end };
    return `Message: ${JSON.stringify({ errors: [{ severity: "Error", location, code: this.code, message: this.message }] })}`;
  }
}
