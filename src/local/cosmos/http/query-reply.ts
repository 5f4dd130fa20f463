import { type PhysicalPartition } from "#local/cosmos/engine/partition.ts";
import { type Container } from "#local/cosmos/engine/container.ts";
import { type Json } from "#local/cosmos/sql/value.ts";
import { ownerHeaders, sessionHeaders } from "./owner-headers.ts";
import { type Reply } from "./reply.ts";
import { type CosmosRequest, isOn } from "./request.ts";

export type QueryResult = {
  readonly documents: readonly Json[];
  readonly continuation: string | null;
  readonly chargeRu: number;
  readonly loaded: number;
  readonly loadedBytes: number;
};

/** The metrics are named ones of the service; the times are not measured here and say zero. */
function metricsOf({ documents, loaded, loadedBytes }: QueryResult): string {
  const times = [
    "totalExecutionTimeInMs",
    "queryCompileTimeInMs",
    "queryLogicalPlanBuildTimeInMs",
    "queryPhysicalPlanBuildTimeInMs",
    "queryOptimizationTimeInMs",
    "VMExecutionTimeInMs",
    "indexLookupTimeInMs",
    "documentLoadTimeInMs",
    "systemFunctionExecuteTimeInMs",
    "userFunctionExecuteTimeInMs",
  ];
  return [
    ...times.map((name) => `${name}=0.00`),
    `retrievedDocumentCount=${loaded}`,
    `retrievedDocumentSize=${loadedBytes}`,
    `outputDocumentCount=${documents.length}`,
    `outputDocumentSize=0`,
    "writeOutputTimeInMs=0.00",
    "indexUtilizationRatio=1.00",
  ].join(";");
}

/** A page of a query as the SDKs read it. */
export function queryReply(
  container: Container,
  physical: PhysicalPartition,
  request: CosmosRequest,
  result: QueryResult,
): Reply {
  const { documents, continuation, chargeRu } = result;
  const withMetrics = isOn(request, "x-ms-documentdb-populatequerymetrics");
  return {
    status: 200,
    chargeRu,
    headers: {
      ...ownerHeaders(container),
      ...sessionHeaders(physical),
      "x-ms-item-count": String(documents.length),
      ...(continuation === null ? {} : { "x-ms-continuation": continuation }),
      ...(withMetrics ? { "x-ms-documentdb-query-metrics": metricsOf(result) } : {}),
    },
    body: JSON.stringify({ _rid: container.rid, Documents: documents, _count: documents.length }),
  };
}
