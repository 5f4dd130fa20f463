import { type SeatDocument } from "#contract/documents/job-document.ts";
import { SEATS_MAX } from "#contract/documents/factory-document.ts";
import { type Deps } from "#application/deps.ts";
import { SEATS } from "#application/ports/collections.ts";

/** The seats that one factory has in use: what it holds, by which claim, and since which boot. One small query. */
export async function seatsOf(
  deps: Pick<Deps, "store">,
  { productId, factoryId }: { readonly productId: string; readonly factoryId: string },
): Promise<readonly SeatDocument[]> {
  const { items } = await deps.store.query(SEATS, {
    partition: productId,
    where: [
      { path: "kind", op: "eq", value: "seat" },
      { path: "factoryId", op: "eq", value: factoryId },
    ],
    orderBy: [{ path: "seat", direction: "asc" }],
    limit: SEATS_MAX,
  });
  return items.map(({ value }) => value);
}
