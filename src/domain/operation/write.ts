import { type Version } from "#domain/version.ts";

/** One write of a transactional batch. A `replace` without `expected` does not exist: nothing is written blindly. */
export type Write =
  | { readonly kind: "create"; readonly doc: { readonly id: string } }
  | { readonly kind: "replace"; readonly doc: { readonly id: string }; readonly expected: Version }
  | { readonly kind: "delete"; readonly id: string };
