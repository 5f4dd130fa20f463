import { insertCharge } from "#local/cosmos/charge/charge.ts";
import { notFound, type Refusal } from "#local/cosmos/refusal.ts";
import { checkIfMatch } from "./check-item.ts";
import { type Outcome } from "./outcome.ts";
import { type Staging } from "./staging.ts";

/** Deletes an item; 404 when there is none, 412 when it is not the version that If-Match names. */
export function deleteItem(staging: Staging, id: string, ifMatch: string | null): Outcome | Refusal {
  const current = staging.find(id);
  if (current === null) return notFound();
  const stale = checkIfMatch(ifMatch, current);
  if (stale !== null) return stale;
  staging.remove(id);
  const indexedValues = staging.container.settings.indexPolicy.count(current.json);
  return { status: 204, document: null, chargeRu: insertCharge(current.sizeBytes, indexedValues) };
}
