import { emptyBucket, type TokenBucket } from "#local/cosmos/charge/token-bucket.ts";
import {
  effectivePartitionKey,
  type PartitionKeyValue,
  sliceHashSpace,
} from "#local/cosmos/effective-partition-key.ts";
import { type JsonObject } from "#local/cosmos/sql/value.ts";
import { type ContainerSettings } from "./container-definition.ts";
import { DocumentList } from "./document-list.ts";
import { ExpiryQueue } from "./expiry-queue.ts";
import { type LogicalPartition, type PhysicalPartition } from "./partition.ts";
import { keyTextOf } from "./partition-key.ts";

/** What was provisioned; for autoscale, the most that it scales to. */
export type Throughput = {
  readonly ruPerSecond: number;
  readonly autoscale: boolean;
};

export type Database = {
  readonly id: string;
  readonly rid: string;
  readonly resource: JsonObject;
  readonly containers: Map<string, Container>;
  /** Shared by its containers that have none of their own; null when nothing was asked for. */
  throughput: Throughput | null;
  readonly bucket: TokenBucket;
};

export type Container = {
  readonly id: string;
  readonly rid: string;
  readonly database: Database;
  /** The definition as it is answered. */
  resource: JsonObject;
  settings: ContainerSettings;
  readonly partitions: readonly PhysicalPartition[];
  readonly logicals: Map<string, LogicalPartition>;
  nextSequence: number;
  throughput: Throughput | null;
};

export const newSequenceList = (): DocumentList => new DocumentList((document) => document.sequence);
export const newLsnList = (): DocumentList => new DocumentList((document) => document.lsn);

/** The empty physical partitions of a new container: equal slices of the hash space. */
export function newPhysicalPartitions(count: number): readonly PhysicalPartition[] {
  return sliceHashSpace(count).map((slice, index) => ({
    index,
    id: String(index),
    min: slice.min,
    max: slice.max,
    lsn: 0,
    durableLsn: 0,
    bySequence: newSequenceList(),
    byLsn: newLsnList(),
    versions: [],
    indexes: [],
    expiries: new ExpiryQueue(),
    bucket: emptyBucket(),
  }));
}

/** The physical partition whose slice holds an effective key. */
export function partitionFor(container: Container, effectiveKey: string): PhysicalPartition {
  const { partitions } = container;
  const found = partitions.find(({ min, max }) => effectiveKey >= min && effectiveKey < max) ?? partitions.at(-1);
  if (found === undefined) throw new Error("A container has at least one physical partition.");
  return found;
}

/** The logical partition of a key: the one there is, or a new one that the first committed item will put in its place. */
export function logicalFor(container: Container, values: readonly PartitionKeyValue[]): LogicalPartition {
  const keyText = keyTextOf(values);
  const found = container.logicals.get(keyText);
  if (found !== undefined) return found;
  const effectiveKey = effectivePartitionKey(values, container.settings.isHierarchical);
  return {
    keyText,
    values,
    effectiveKey,
    physical: partitionFor(container, effectiveKey),
    documents: new Map(),
    bySequence: newSequenceList(),
    uniqueHolders: container.settings.uniqueKeys.map(() => new Map()),
  };
}
