/** What the server answers instead of a result: the status and words a Cosmos client expects. */
type RefusalDetails = Readonly<{
  substatus?: number;
  chargeRu?: number;
  retryAfterMs?: number;
  /** Further properties of the error body, such as the query plan that a first-chance refusal carries. */
  bodyExtra?: Readonly<Record<string, string>>;
}>;

/**
 * A refusal is returned, never thrown. It is a class only so that a stored document can never be taken for one,
 * whatever properties it has.
 */
export class Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly substatus: number | null;
  readonly chargeRu: number;
  readonly retryAfterMs: number | null;
  readonly bodyExtra: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, details: RefusalDetails = {}) {
    this.status = status;
    this.code = code;
    this.message = message;
    this.substatus = details.substatus ?? null;
    this.chargeRu = details.chargeRu ?? 1;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.bodyExtra = details.bodyExtra ?? {};
  }
}

/** An index probe and no write: what the service charges for a 409 or a 412. */
const PROBE_CHARGE_RU = 1.24;

export const badRequest = (message: string, substatus?: number): Refusal =>
  new Refusal(400, "BadRequest", message, substatus === undefined ? {} : { substatus });

export const invalidPayload = (): Refusal =>
  badRequest("The request payload is invalid. Ensure to provide a valid request payload.");

export const notFound = (message = "Entity with the specified id does not exist in the system."): Refusal =>
  new Refusal(404, "NotFound", message, { substatus: 0 });

export const conflict = (message = "Entity with the specified id already exists in the system."): Refusal =>
  new Refusal(409, "Conflict", message, { chargeRu: PROBE_CHARGE_RU });

export const preconditionFailed = (): Refusal =>
  new Refusal(
    412,
    "PreconditionFailed",
    "Operation cannot be performed because one of the specified precondition is not met.",
    { chargeRu: PROBE_CHARGE_RU },
  );

export const tooLarge = (): Refusal => new Refusal(413, "RequestEntityTooLarge", "Request size is too large");

/** The partition key in the header and the one in the document differ, or the header names too few levels. */
export const PARTITION_KEY_MISMATCH = 1001;
/** The query has to be merged by the client: the refusal carries the plan. */
export const CROSS_PARTITION_QUERY = 1004;
/** The partition key range is not there (any more). */
const RANGE_GONE = 1002;
/** The container's provisioned throughput is used up for now. */
export const THROUGHPUT_EXCEEDED = 3200;

export const rangeGone = (): Refusal =>
  new Refusal(410, "Gone", "The requested partition key range is gone.", { substatus: RANGE_GONE });

/** The other operations of a failed batch. */
export const failedDependency = (): Refusal => new Refusal(424, "FailedDependency", "", { chargeRu: 0 });
