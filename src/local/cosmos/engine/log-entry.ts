import { z } from "zod";
import { isJsonObject } from "#local/cosmos/json.ts";
import { isArray, type Json, type JsonObject } from "#local/cosmos/sql/value.ts";
import { type Container, type Database, type Throughput } from "./container.ts";
import { type Change, VERSION_OPERATIONS } from "./version-history.ts";

const Throughput = z.object({ ruPerSecond: z.number(), autoscale: z.boolean() }).nullable();
const Resource = z.custom<JsonObject>(isJsonObject);

/** An entry about definitions. Replaying one a second time changes nothing. */
export const ControlEntry = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("numbers"), rid: z.number(), etag: z.number() }),
  z.object({ kind: z.literal("database"), resource: Resource, throughput: Throughput }),
  z.object({ kind: z.literal("drop-database"), rid: z.string() }),
  z.object({
    kind: z.literal("container"),
    database: z.string(),
    resource: Resource,
    partitions: z.number().int().min(1),
    nextSequence: z.number(),
    throughput: Throughput,
  }),
  z.object({ kind: z.literal("drop-container"), rid: z.string() }),
  z.object({
    kind: z.literal("version"),
    container: z.string(),
    partition: z.number(),
    version: z.object({
      lsn: z.number(),
      timestampS: z.number(),
      operation: z.enum(VERSION_OPERATIONS),
      keyText: z.string(),
      effectiveKey: z.string(),
      current: Resource.nullable(),
      previous: Resource.nullable(),
    }),
  }),
]);
export type ControlEntry = z.infer<typeof ControlEntry>;

/** An entry about items: what one operation, batch or sweep of expired items changed in one physical partition. */
export type WriteEntry = {
  readonly container: string;
  readonly partition: number;
  readonly lsn: number;
  readonly timestampS: number;
  readonly put: readonly { readonly sequence: number; readonly json: JsonObject }[];
  readonly remove: readonly { readonly keyText: string; readonly id: string }[];
};

type WritePlace = {
  readonly container: Container;
  readonly partition: number;
  readonly lsn: number;
  readonly timestampS: number;
};

/** The entry as text; the items' own text goes in as it is, so nothing is serialised twice. */
export function writeEntryText(
  { container, partition, lsn, timestampS }: WritePlace,
  changes: readonly Change[],
): string {
  const put: string[] = [];
  const remove: string[] = [];
  for (const { previous, next } of changes) {
    if (next === null) remove.push(JSON.stringify([previous.logical.keyText, previous.id]));
    else put.push(`[${next.sequence},${next.text}]`);
  }
  const head = `"write":"${container.rid}","partition":${partition},"lsn":${lsn},"at":${timestampS}`;
  return `{${head},"put":[${put.join(",")}],"remove":[${remove.join(",")}]}`;
}

const list = (value: Json | undefined): readonly Json[] => (value !== undefined && isArray(value) ? value : []);

/** A write entry as it was logged, or null when the entry is about definitions. */
export function readWriteEntry(entry: JsonObject): WriteEntry | null {
  const { write: container, partition, lsn, at: timestampS } = entry;
  if (typeof container !== "string" || typeof partition !== "number") return null;
  if (typeof lsn !== "number" || typeof timestampS !== "number") return null;
  const put = list(entry["put"]).flatMap((pair) => {
    const [sequence, json] = list(pair);
    return typeof sequence === "number" && isJsonObject(json) ? [{ sequence, json }] : [];
  });
  const remove = list(entry["remove"]).flatMap((pair) => {
    const [keyText, id] = list(pair);
    return typeof keyText === "string" && typeof id === "string" ? [{ keyText, id }] : [];
  });
  return { container, partition, lsn, timestampS, put, remove };
}

export const databaseEntry = (database: Database): ControlEntry => ({
  kind: "database",
  resource: database.resource,
  throughput: database.throughput,
});

export const containerEntry = (container: Container): ControlEntry => ({
  kind: "container",
  database: container.database.rid,
  resource: container.resource,
  partitions: container.partitions.length,
  nextSequence: container.nextSequence,
  throughput: container.throughput,
});
