import { app, type InvocationContext } from "@azure/functions";
import * as df from "durable-functions";
import { BudgetPolicyDocument } from "#contract/documents/budget-documents.ts";
import { OperationRecord } from "#contract/documents/operation-record.ts";
import { RunDocument } from "#contract/documents/run-document.ts";
import { EventDocument } from "#contract/event.ts";
import { announcePolicy } from "#application/budget/announce-policy.ts";
import { broadcastEvents } from "#application/live/broadcast.ts";
import { type ContainerName } from "#application/ports/collections.ts";
import { project } from "#application/relay/project.ts";
import { type Deps } from "#application/deps.ts";
import { depsFor, getApp } from "#functions/compose.ts";

const RETRY_FIRST_MS = 500;
const RETRY_LONGEST_MS = 30_000;
const FOREVER = -1;

/** One change-feed trigger a purpose. Without a retry a failing batch would be checkpointed, and so lost. */
function onChanges(
  name: string,
  containerName: ContainerName,
  handle: (deps: Deps, docs: readonly unknown[]) => Promise<void>,
): void {
  app.cosmosDB(name, {
    connection: "COSMOS_CONNECTION",
    databaseName: "%FLEET_DATABASE%",
    containerName,
    leaseContainerName: "leases",
    leaseContainerPrefix: name,
    createLeaseContainerIfNotExists: false,
    startFromBeginning: true,
    feedPollDelay: 1_000,
    retry: {
      strategy: "exponentialBackoff",
      maxRetryCount: FOREVER,
      minimumInterval: { milliseconds: RETRY_FIRST_MS },
      maximumInterval: { milliseconds: RETRY_LONGEST_MS },
    },
    extraInputs: [df.input.durableClient()],
    handler: async (docs: unknown[], context: InvocationContext) =>
      handle(depsFor(getApp(), df.getClient(context)), docs),
  });
}

/** The documents of one kind in a batch of everything that lives in a container. */
const only = <T>(
  docs: readonly unknown[],
  schema: { safeParse(data: unknown): { success: true; data: T } | { success: false } },
): T[] =>
  docs.flatMap((doc) => {
    const parsed = schema.safeParse(doc);
    return parsed.success ? [parsed.data] : [];
  });

/** Registers the feeds: the relay, the ledger, and what browsers see. */
export function registerFeeds(): void {
  onChanges("relayOperations", "fleet_jobs", (deps, docs) => project(deps, only(docs, OperationRecord)));
  onChanges("accrueSpend", "fleet_runs", async (deps, docs) => {
    await Promise.all(
      only(docs, RunDocument)
        .filter((run) => run.costMicroUsd > run.countedMicroUsd)
        .map((run) => deps.entity.signal(run.productId, { op: "accrue", jobId: run.jobId, runId: run.id })),
    );
  });
  onChanges("announceBudgets", "fleet_budgets", async (deps, docs) => {
    const products = new Set(only(docs, BudgetPolicyDocument).map(({ productId }) => productId));
    await Promise.all([...products].map((productId) => announcePolicy(deps, productId)));
  });
  onChanges("broadcastEvents", "fleet_events", (deps, docs) => broadcastEvents(deps, only(docs, EventDocument)));
}
