import { type BlobFacts } from "#domain/artifact/mismatch.ts";

/** What a URL grants: one blob, one purpose, until a moment. */
type Grant = { readonly path: string; readonly untilMs: number };

/**
 * Where artifacts' bytes rest. Bytes go between the service and whoever holds a URL, never through here. Every method
 * may throw StoreUnavailable.
 */
export type Blobs = {
  /** A URL that can create this blob, and neither read nor overwrite it. */
  uploadUrl(grant: Grant): Promise<string>;
  /** A URL that can read this blob and nothing else. A browser saves it under the file's name and never shows it. */
  downloadUrl(grant: Grant & { readonly fileName: string }): Promise<string>;
  /** Null when there is no such blob. */
  factsOf(path: string): Promise<BlobFacts | null>;
  /** No matter when it is gone already. */
  delete(path: string): Promise<void>;
};
