import { z } from "zod";
import { isJsonObject } from "#local/cosmos/json.ts";
import { isArray, type Json, type JsonObject } from "#local/cosmos/sql/value.ts";
import { type Container, type Database, type Throughput } from "./container.ts";
import { type Document } from "./partition.ts";

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
]);
export type ControlEntry = z.infer<typeof ControlEntry>;

/** An entry about items: what one operation, batch or sweep of expired items changed in one physical partition. */
export type WriteEntry = {
  readonly container: string;
  readonly partition: number;
  readonly lsn: number;
  readonly put: readonly { readonly sequence: number; readonly json: JsonObject }[];
  readonly remove: readonly { readonly keyText: string; readonly id: string }[];
};

type Removal = { readonly keyText: string; readonly id: string };

/** The entry as text; the items' own text goes in as it is, so nothing is serialised twice. */
export function writeEntryText(
  place: { readonly container: Container; readonly partition: number; readonly lsn: number },
  put: readonly Document[],
  remove: readonly Removal[],
): string {
  const puts = put.map((document) => `[${document.sequence},${document.text}]`).join(",");
  const removals = remove.map(({ keyText, id }) => JSON.stringify([keyText, id])).join(",");
  const head = `"write":"${place.container.rid}","partition":${place.partition},"lsn":${place.lsn}`;
  return `{${head},"put":[${puts}],"remove":[${removals}]}`;
}

const list = (value: Json | undefined): readonly Json[] => (value !== undefined && isArray(value) ? value : []);

/** A write entry as it was logged, or null when the entry is about definitions. */
export function readWriteEntry(entry: JsonObject): WriteEntry | null {
  const { write: container, partition, lsn } = entry;
  if (typeof container !== "string" || typeof partition !== "number" || typeof lsn !== "number") return null;
  const put = list(entry["put"]).flatMap((pair) => {
    const [sequence, json] = list(pair);
    return typeof sequence === "number" && isJsonObject(json) ? [{ sequence, json }] : [];
  });
  const remove = list(entry["remove"]).flatMap((pair) => {
    const [keyText, id] = list(pair);
    return typeof keyText === "string" && typeof id === "string" ? [{ keyText, id }] : [];
  });
  return { container, partition, lsn, put, remove };
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
