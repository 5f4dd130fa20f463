import { JobId } from "#contract/id.ts";
import { Stage } from "#contract/stage.ts";

const BASE = "/app/";

/** Where in the page one is: everything that a reload or a copied address must bring back. */
export type Place =
  | { readonly page: "overview"; readonly productId: string | null; readonly stage: Stage | null }
  | { readonly page: "job"; readonly productId: string | null; readonly jobId: string }
  | { readonly page: "nowhere"; readonly productId: string | null; readonly path: string };

/** Every address of the page is built here. A token with one product needs no product in its addresses. */
export const paths = {
  overview: ({ productId, stage }: { productId: string | null; stage: Stage | null }): string =>
    withQuery(BASE, { product: productId, stage }),
  job: ({ productId, jobId }: { productId: string | null; jobId: string }): string =>
    withQuery(`${BASE}jobs/${jobId}`, { product: productId }),
} as const;

function withQuery(path: string, values: Readonly<Record<string, string | null>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== null) query.set(name, value);
  const search = query.toString();
  return search === "" ? path : `${path}?${search}`;
}

/** The inverse of `paths`. An unknown stage is dropped rather than shown as an empty list. */
export function readPlace(url: URL): Place {
  const productId = url.searchParams.get("product");
  if (url.pathname === BASE || `${url.pathname}/` === BASE) {
    const stage = Stage.safeParse(url.searchParams.get("stage"));
    return { page: "overview", productId, stage: stage.success ? stage.data : null };
  }
  const job = /^\/app\/jobs\/([^/]+)\/?$/.exec(url.pathname);
  if (job !== null && JobId.safeParse(job[1]).success) return { page: "job", productId, jobId: job[1] ?? "" };
  return { page: "nowhere", productId, path: url.pathname };
}
