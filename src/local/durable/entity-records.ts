import { z } from "zod";

/** An operation on its way to an entity; `input` is JSON text. */
const signalSchema = z.object({ id: z.string(), operation: z.string(), input: z.string().nullable() });
export type EntitySignal = z.infer<typeof signalSchema>;

/** Which entity: its name in lower case, and its key as the app chose it. */
const addressSchema = z.object({ name: z.string(), key: z.string() });
export type EntityAddress = z.infer<typeof addressSchema>;

const addressedSignalSchema = addressSchema.extend({ signal: signalSchema });
export type AddressedSignal = z.infer<typeof addressedSignalSchema>;

const stateSchema = addressSchema.extend({ exists: z.boolean(), state: z.string().nullable() });

/** What rests in the journal of entities. */
export const entityRecordSchema = z.discriminatedUnion("type", [
  addressedSignalSchema.extend({ type: z.literal("signal") }),
  // One record for the new state, the operations that led to it and the signals that they sent: all or nothing.
  stateSchema.extend({ type: z.literal("batch"), taken: z.number().int(), sent: z.array(addressedSignalSchema) }),
  stateSchema.extend({ type: z.literal("entity"), queue: z.array(signalSchema) }),
]);
export type EntityRecord = z.infer<typeof entityRecordSchema>;

/** The outcome of one activation. */
export type EntityBatch = Extract<EntityRecord, { type: "batch" }>;

/** The id of an entity; names do not differ by case, keys do. */
export function entityId({ name, key }: EntityAddress): string {
  return `@${name.toLowerCase()}@${key}`;
}
