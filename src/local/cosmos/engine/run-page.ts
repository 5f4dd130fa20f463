import { type QueryPage, type QueryRequest } from "#local/cosmos/query/source.ts";
import { runQuery } from "#local/cosmos/query/run-query.ts";
import { badRequest, type Refusal } from "#local/cosmos/refusal.ts";
import { SqlError } from "#local/cosmos/sql/sql-error.ts";

/** The query language refuses by throwing; here that becomes the service's 400. */
export function orRefusal<Result>(run: () => Result): Result | Refusal {
  try {
    return run();
  } catch (error) {
    if (error instanceof SqlError) return badRequest(error.responseMessage);
    throw error;
  }
}

/** One page of a query, or the refusal of a query that the service would not run. */
export const runPage = (request: QueryRequest): QueryPage | Refusal => orRefusal(() => runQuery(request));
