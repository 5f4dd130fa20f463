import { BlobServiceClient, type StoragePipelineOptions } from "@azure/storage-blob";
import { type TokenCredential } from "@azure/identity";

export type BlobSource =
  | { readonly kind: "connectionString"; readonly connectionString: string }
  | { readonly kind: "identity"; readonly serviceUri: string; readonly credential: TokenCredential };

/** Whoever waits for a blob call has given up by then: what is lost is asked again by the caller, not for minutes here. */
const OPTIONS: StoragePipelineOptions = { retryOptions: { maxTries: 2, tryTimeoutInMs: 3_000 } };

export const connectBlobs = (source: BlobSource, options: StoragePipelineOptions = {}): BlobServiceClient =>
  source.kind === "connectionString"
    ? BlobServiceClient.fromConnectionString(source.connectionString, { ...OPTIONS, ...options })
    : new BlobServiceClient(source.serviceUri, source.credential, { ...OPTIONS, ...options });
