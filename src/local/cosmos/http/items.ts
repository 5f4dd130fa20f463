import { type Container } from "#local/cosmos/engine/container.ts";
import { logicalFor } from "#local/cosmos/engine/container.ts";
import { type Engine } from "#local/cosmos/engine/engine.ts";
import { executeOperation, waitForAll } from "#local/cosmos/engine/execute-operation.ts";
import { type Outcome } from "#local/cosmos/engine/outcome.ts";
import { fullKeyOfHeader } from "#local/cosmos/engine/partition-key.ts";
import { type ConsistencyLevel } from "#local/cosmos/charge/charge.ts";
import { Refusal } from "#local/cosmos/refusal.ts";
import { type Operation, type OperationKind } from "#local/cosmos/wire/batch-operation.ts";
import { jsonBody } from "./body.ts";
import { methodNotAllowed } from "./method-not-allowed.ts";
import { ownerHeaders, sessionHeaders } from "./owner-headers.ts";
import { refusalReply, type Reply, type ReplyHeaders } from "./reply.ts";
import { type CosmosRequest, isOn, prefersMinimal } from "./request.ts";

/** What every handler below a container is given. */
export type ItemContext = {
  readonly engine: Engine;
  readonly container: Container;
  readonly consistency: ConsistencyLevel;
  readonly activityId: string;
};

const KIND_BY_METHOD: ReadonlyMap<string, OperationKind> = new Map([
  ["GET", "Read"],
  ["PUT", "Replace"],
  ["PATCH", "Patch"],
  ["DELETE", "Delete"],
]);
const HAS_BODY: ReadonlySet<OperationKind> = new Set(["Create", "Upsert", "Replace", "Patch"]);

async function runOne(
  context: ItemContext,
  request: CosmosRequest,
  what: { readonly kind: OperationKind; readonly id: string | null },
): Promise<Reply | Refusal> {
  const { engine, container, consistency } = context;
  const { kind, id } = what;
  const key = fullKeyOfHeader(request.header("x-ms-documentdb-partitionkey"), container.settings.keyPaths.length);
  if (key instanceof Refusal) return key;
  const body = HAS_BODY.has(kind) ? jsonBody(request) : undefined;
  if (body instanceof Refusal) return body;
  const ifMatch = request.header("if-match");
  const ifNoneMatch = request.header("if-none-match");
  const operation = { kind, id, body, ifMatch, ifNoneMatch };
  const { result, physical, durable } = executeOperation(engine, { container, key, consistency }, operation);
  if (durable !== null) await durable;
  const headers = { ...ownerHeaders(container), ...sessionHeaders(physical) };
  if (result instanceof Refusal) return refusalReply(result, context.activityId, headers);
  return outcomeReply(result, { headers, operation, minimal: kind !== "Read" && prefersMinimal(request) });
}

function outcomeReply(
  { status, document, chargeRu }: Outcome,
  how: { readonly headers: ReplyHeaders; readonly operation: Operation; readonly minimal: boolean },
): Reply {
  if (document === null) {
    const etag = status === 304 ? how.operation.ifNoneMatch : null;
    return { status, chargeRu, headers: etag === null ? how.headers : { ...how.headers, etag }, body: null };
  }
  const body = how.minimal ? "" : document.text;
  return { status, chargeRu, headers: { ...how.headers, etag: document.etag }, body };
}

/** A POST to `/docs` that is neither a query nor a batch: create or upsert. */
export function handleNewItem(context: ItemContext, request: CosmosRequest): Promise<Reply | Refusal> {
  const kind = isOn(request, "x-ms-documentdb-is-upsert") ? "Upsert" : "Create";
  return runOne(context, request, { kind, id: null });
}

/** `/docs/{id}`: read, replace, patch, delete. */
export async function handleItem(context: ItemContext, request: CosmosRequest): Promise<Reply | Refusal> {
  const kind = KIND_BY_METHOD.get(request.method);
  if (kind === undefined) return methodNotAllowed();
  return runOne(context, request, { kind, id: request.segments[5] ?? null });
}

/** `/operations/partitionkeydelete`: everything under one key goes. */
export async function handlePartitionKeyDelete(context: ItemContext, request: CosmosRequest): Promise<Reply | Refusal> {
  const { engine, container, consistency } = context;
  const key = fullKeyOfHeader(request.header("x-ms-documentdb-partitionkey"), container.settings.keyPaths.length);
  if (key instanceof Refusal) return key;
  const ids = [...logicalFor(container, key).documents.keys()];
  const deletes = ids.map((id) => {
    const operation = { kind: "Delete", id, body: undefined, ifMatch: null, ifNoneMatch: null } as const;
    return executeOperation(engine, { container, key, consistency }, operation).durable;
  });
  await waitForAll(deletes);
  return { status: 200, chargeRu: 1, headers: ownerHeaders(container), body: "" };
}
