import { roundRu } from "#local/cosmos/charge/charge.ts";
import { executeOperation, waitForAll } from "#local/cosmos/engine/execute-operation.ts";
import { type Outcome } from "#local/cosmos/engine/outcome.ts";
import { fullKeyOfHeader } from "#local/cosmos/engine/partition-key.ts";
import { failedDependency, rangeGone, Refusal } from "#local/cosmos/refusal.ts";
import { type BatchOperation } from "#local/cosmos/wire/batch-operation.ts";
import { batchResult, readOperations, writeResults } from "./batch.ts";
import { type ItemContext } from "./items.ts";
import { ownerHeaders, sessionHeaders } from "./owner-headers.ts";
import { type Reply } from "./reply.ts";
import { type CosmosRequest, prefersMinimal } from "./request.ts";

type Step = { readonly result: Outcome | Refusal; readonly durable: Promise<void> | null };

function runStep(context: ItemContext, operation: BatchOperation): Step {
  const { engine, container, consistency } = context;
  const key = fullKeyOfHeader(operation.partitionKeyText, container.settings.keyPaths.length);
  if (key instanceof Refusal) return { result: key, durable: null };
  return executeOperation(engine, { container, key, consistency }, operation);
}

/** Independent operations in one request; each is accepted or refused for itself, and all share one sync. */
export async function handleBulk(context: ItemContext, request: CosmosRequest): Promise<Reply | Refusal> {
  const { container } = context;
  const operations = readOperations(request);
  if (operations instanceof Refusal) return operations;
  const rangeId = request.header("x-ms-documentdb-partitionkeyrangeid");
  const physical = container.partitions.find(({ id }) => id === (rangeId ?? "0"));
  if (physical === undefined) return rangeGone();

  const goesOn = request.header("x-ms-cosmos-batch-continue-on-error")?.toLowerCase() !== "false";
  const steps: Step[] = [];
  let stopped = false;
  for (const operation of operations) {
    const step: Step = stopped ? { result: failedDependency(), durable: null } : runStep(context, operation);
    steps.push(step);
    stopped ||= step.result instanceof Refusal && !goesOn;
  }
  await waitForAll(steps.map(({ durable }) => durable));

  const minimal = prefersMinimal(request);
  const results = steps.map(({ result }, index) => batchResult(result, minimal || operations[index]?.minimal === true));
  return {
    status: steps.some(({ result }) => result instanceof Refusal) ? 207 : 200,
    chargeRu: roundRu(results.reduce((sum, { chargeRu }) => sum + chargeRu, 0)),
    headers: { ...ownerHeaders(container), ...sessionHeaders(physical) },
    body: writeResults(request, results),
  };
}
