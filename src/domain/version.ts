/** An opaque version of a stored document: a Cosmos `_etag`, or a counter in memory. Compared for equality, never parsed. */
export type Version = string & { readonly __brand: "Version" };
export type Versioned<T> = { readonly value: T; readonly version: Version };
