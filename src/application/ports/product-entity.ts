/** What the product's entity is told. At least once, late and in any order: each operation can be repeated. */
export type ProductSignal =
  | { readonly op: "bump"; readonly coversAtMs: number }
  | { readonly op: "accrue"; readonly jobId: string; readonly runId: string }
  | { readonly op: "rebuild" };

/** One-way: nothing on a request's path waits for the entity. */
export type ProductEntity = { signal(productId: string, signal: ProductSignal): Promise<void> };
