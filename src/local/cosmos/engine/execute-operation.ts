import { type ConsistencyLevel } from "#local/cosmos/charge/charge.ts";
import { type PartitionKeyValue } from "#local/cosmos/effective-partition-key.ts";
import { badRequest, Refusal } from "#local/cosmos/refusal.ts";
import { type Operation } from "#local/cosmos/wire/batch-operation.ts";
import { commit } from "./commit.ts";
import { type Container, logicalFor } from "./container.ts";
import { deleteItem } from "./delete-item.ts";
import { type Engine } from "./engine.ts";
import { type Outcome } from "./outcome.ts";
import { type PhysicalPartition } from "./partition.ts";
import { patchItem } from "./patch-item.ts";
import { readItem } from "./read-item.ts";
import { Staging } from "./staging.ts";
import { sweepExpired } from "./sweep.ts";
import { pay, throttle } from "./throughput.ts";
import { createItem, replaceItem, upsertItem } from "./write-item.ts";

/** What a request is about, and under which consistency it reads. */
export type Target = {
  readonly container: Container;
  readonly key: readonly PartitionKeyValue[];
  readonly consistency: ConsistencyLevel;
};

/** What a request gives, and when it may be told: null for at once. */
export type Answer<Result> = {
  readonly result: Result;
  readonly physical: PhysicalPartition;
  readonly durable: Promise<void> | null;
};

/** Stages one operation, or refuses it and stages nothing. */
export function stageOperation(engine: Engine, staging: Staging, operation: Operation): Outcome | Refusal {
  const { kind, body, ifMatch } = operation;
  if (kind === "Create") return createItem(engine, staging, body);
  if (kind === "Upsert") return upsertItem(engine, staging, { body, ifMatch });
  const { id } = operation;
  if (id === null) return badRequest(`A ${kind} operation needs an id.`);
  switch (kind) {
    case "Read":
      return readItem(staging, id, operation.ifNoneMatch);
    case "Replace":
      return replaceItem(engine, staging, { id, body, ifMatch });
    case "Patch":
      return patchItem(engine, staging, { id, body, ifMatch });
    case "Delete":
      return deleteItem(staging, id, ifMatch);
  }
}

/** Whatever a client is told must outlive a crash, what it is refused or shown as well as what it wrote. */
export function waitUntilShown(engine: Engine, physical: PhysicalPartition, lsn: number): Promise<void> | null {
  return physical.durableLsn >= lsn ? null : engine.journal.settled();
}

/** Waits for all of several answers. */
export async function waitForAll(waits: readonly (Promise<void> | null)[]): Promise<void> {
  await Promise.all(waits.filter((wait) => wait !== null));
}

/** One operation on one item. */
export function executeOperation(engine: Engine, target: Target, operation: Operation): Answer<Outcome | Refusal> {
  const { container, key, consistency } = target;
  sweepExpired(engine, container);
  const logical = logicalFor(container, key);
  const { physical } = logical;
  const throttled = throttle(container, physical, engine.nowMs());
  if (throttled !== null) return { result: throttled, physical, durable: null };
  const staging = new Staging(container, logical, consistency);
  const result = stageOperation(engine, staging, operation);
  if (result instanceof Refusal) {
    pay(container, physical, result.chargeRu);
    return { result, physical, durable: waitUntilShown(engine, physical, physical.lsn) };
  }
  pay(container, physical, result.chargeRu);
  const written = commit(engine, staging);
  const shownLsn = result.document?.lsn ?? physical.lsn;
  return { result, physical, durable: written ?? waitUntilShown(engine, physical, shownLsn) };
}
