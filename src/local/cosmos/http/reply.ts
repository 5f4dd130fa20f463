import { MISS_CHARGE_RU } from "#local/cosmos/charge/charge.ts";
import { textOf } from "#local/cosmos/json.ts";
import { type Refusal } from "#local/cosmos/refusal.ts";
import { type JsonObject } from "#local/cosmos/sql/value.ts";

export type ReplyHeaders = Readonly<Record<string, string>>;
export type Reply = {
  readonly status: number;
  readonly chargeRu: number;
  readonly headers: ReplyHeaders;
  readonly body: string | Buffer | null;
};

/** A definition as a body, with its etag. */
export function resourceReply(status: 200 | 201, resource: JsonObject, chargeRu: number): Reply {
  return { status, chargeRu, headers: { etag: textOf(resource, "_etag") }, body: JSON.stringify(resource) };
}

/** A list of resources in the service's envelope. */
export function feedReply(ownerRid: string, name: string, resources: readonly unknown[], chargeRu: number): Reply {
  const body = JSON.stringify({ _rid: ownerRid, [name]: resources, _count: resources.length });
  return { status: 200, chargeRu, headers: { "x-ms-item-count": String(resources.length) }, body };
}

export function emptyReply(status: 204 | 304, chargeRu: number, headers: ReplyHeaders = {}): Reply {
  return { status, chargeRu, headers, body: null };
}

/** A refusal as the SDKs read it; the activity id at the end of the message is how people find it in a log. */
export function refusalReply(refusal: Refusal, activityId: string, headers: ReplyHeaders = {}): Reply {
  const { status, code, message, substatus, retryAfterMs, bodyExtra, chargeRu } = refusal;
  return {
    status,
    chargeRu: Number.isFinite(chargeRu) ? chargeRu : MISS_CHARGE_RU,
    headers: {
      ...headers,
      ...(substatus === null ? {} : { "x-ms-substatus": String(substatus) }),
      ...(retryAfterMs === null ? {} : { "x-ms-retry-after-ms": String(retryAfterMs) }),
    },
    body: JSON.stringify({ code, message: `${message}\r\nActivityId: ${activityId}`, ...bodyExtra }),
  };
}
