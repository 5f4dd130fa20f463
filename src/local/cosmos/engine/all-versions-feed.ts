import { MISS_CHARGE_RU, readCharge, roundRu } from "#local/cosmos/charge/charge.ts";
import { type JsonObject } from "#local/cosmos/sql/value.ts";
import { type ChangeFeedRequest } from "./change-feed.ts";
import { isInSlice } from "./document-source.ts";
import { type Version } from "./version-history.ts";

type AllVersionsPage = {
  readonly changes: readonly JsonObject[];
  readonly continuationLsn: number;
  readonly chargeRu: number;
};

function isWanted({ keyText, slice, afterTimestampS }: ChangeFeedRequest, version: Version): boolean {
  return (
    (keyText === null || version.keyText === keyText) &&
    isInSlice(version.effectiveKey, slice) &&
    (afterTimestampS === null || version.timestampS > afterTimestampS)
  );
}

function changeOf({ lsn, timestampS, operation, current, previous }: Version): JsonObject {
  const metadata = { operationType: operation, lsn, crts: timestampS };
  if (operation === "delete") {
    return {
      current: {},
      ...(previous === null ? {} : { previous }),
      metadata: { ...metadata, id: previous?.["id"] ?? null },
    };
  }
  return { current: current ?? {}, ...(previous === null ? {} : { previous }), metadata };
}

/**
 * Every version and every delete, oldest first, as far back as the container keeps them. Pages end between two LSNs,
 * and an answer waits for the disk, like those of the latest versions.
 */
export function readAllVersions(request: ChangeFeedRequest): AllVersionsPage {
  const { physical, afterLsn, maxItemCount } = request;
  const changes: JsonObject[] = [];
  let continuationLsn = afterLsn;
  let chargeRu = 0;
  for (const version of physical.versions) {
    if (version.lsn <= afterLsn) continue;
    if (changes.length >= maxItemCount && version.lsn !== continuationLsn) {
      return { changes, continuationLsn, chargeRu: roundRu(chargeRu) };
    }
    continuationLsn = version.lsn;
    if (!isWanted(request, version)) continue;
    changes.push(changeOf(version));
    chargeRu += readCharge(0);
  }
  return {
    changes,
    continuationLsn: Math.max(continuationLsn, physical.lsn),
    chargeRu: changes.length === 0 ? MISS_CHARGE_RU : roundRu(chargeRu),
  };
}
