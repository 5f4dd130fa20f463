import { MISS_CHARGE_RU, readCharge, readChargeAt } from "#local/cosmos/charge/charge.ts";
import { notFound, type Refusal } from "#local/cosmos/refusal.ts";
import { type Outcome } from "./outcome.ts";
import { type Staging } from "./staging.ts";

/** An item by its id; 304 without it when the client has this version already. */
export function readItem(staging: Staging, id: string, ifNoneMatch: string | null): Outcome | Refusal {
  const document = staging.find(id);
  if (document === null) return notFound();
  if (ifNoneMatch === document.etag) return { status: 304, document: null, chargeRu: MISS_CHARGE_RU };
  return { status: 200, document, chargeRu: readChargeAt(staging.consistency, readCharge(document.sizeBytes)) };
}
