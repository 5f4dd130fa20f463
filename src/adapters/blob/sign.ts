import {
  type BlobSASSignatureValues,
  type BlobServiceClient,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
  type UserDelegationKey,
} from "@azure/storage-blob";
import { type Clock } from "#application/ports/system.ts";

const HOUR_MS = 3_600_000;
/** Clocks differ: a URL is good from a little before it was asked for. */
const SKEW_MS = 5 * 60_000;

export type Sign = (values: BlobSASSignatureValues & { readonly expiresOn: Date }) => Promise<string>;

/**
 * Signs URLs: by the account's key where there is one (a connection string), and by a key that the service lends to the
 * app's identity where there is none. The lent key is kept for an hour, so that a URL costs no call.
 */
export function createSign(service: BlobServiceClient, clock: Clock): Sign {
  const { credential, url } = service;
  const protocol = url.startsWith("https:") ? SASProtocol.Https : SASProtocol.HttpsAndHttp;
  if (credential instanceof StorageSharedKeyCredential) {
    return (values) => Promise.resolve(generateBlobSASQueryParameters({ ...values, protocol }, credential).toString());
  }
  let lent: { readonly key: UserDelegationKey; readonly untilMs: number } | null = null;
  return async (values) => {
    const startsMs = clock.nowMs() - SKEW_MS;
    if (lent === null || lent.untilMs < values.expiresOn.getTime()) {
      const untilMs = clock.nowMs() + HOUR_MS;
      lent = { key: await service.getUserDelegationKey(new Date(startsMs), new Date(untilMs)), untilMs };
    }
    const startsOn = new Date(startsMs);
    return generateBlobSASQueryParameters({ ...values, startsOn, protocol }, lent.key, service.accountName).toString();
  };
}
