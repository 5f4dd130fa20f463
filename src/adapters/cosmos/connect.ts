import { CosmosClient } from "@azure/cosmos";
import { type TokenCredential } from "@azure/identity";

/** The settings of a connection, as the Functions trigger reads them too. */
export type CosmosConnection =
  | { readonly kind: "connectionString"; readonly connectionString: string }
  | { readonly kind: "identity"; readonly endpoint: string; readonly credential: TokenCredential };

const REQUEST_TIMEOUT_MS = 5_000;
const RETRY_ATTEMPTS_MAX = 2;
const RETRY_WAIT_SEC = 2;

/** Few retries of the SDK's own: the loop above knows what it asked and finds the truth in the receipt. */
const policy = {
  requestTimeout: REQUEST_TIMEOUT_MS,
  retryOptions: {
    maxRetryAttemptCount: RETRY_ATTEMPTS_MAX,
    fixedRetryIntervalInMilliseconds: 0,
    maxWaitTimeInSeconds: RETRY_WAIT_SEC,
  },
};

export function connectCosmos(connection: CosmosConnection): CosmosClient {
  if (connection.kind === "identity") {
    return new CosmosClient({
      endpoint: connection.endpoint,
      aadCredentials: connection.credential,
      connectionPolicy: policy,
    });
  }
  return new CosmosClient({ connectionString: connection.connectionString, connectionPolicy: policy });
}
