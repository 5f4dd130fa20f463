import { z } from "zod";
import { type StoredEntity } from "./entity-store.ts";

/** The trigger's input, as the Durable Task extension writes it. */
export function entityTriggerInput(entity: StoredEntity, batchMax: number): string {
  return JSON.stringify({
    self: { name: entity.name, key: entity.key },
    exists: entity.exists,
    state: entity.state,
    batch: entity.queue.slice(0, batchMax).map(({ id, operation, input }) => ({
      id,
      name: operation,
      input,
      isSignal: true,
    })),
  });
}

const outcomeSchema = z.object({
  entityExists: z.boolean().default(false),
  entityState: z.string().nullish(),
  results: z.array(z.object({ isError: z.boolean(), result: z.string().nullish() })),
  signals: z
    .array(
      z.object({
        target: z.object({ name: z.string(), key: z.string() }),
        name: z.string(),
        input: z.string().nullish(),
      }),
    )
    .default([]),
});

/** What one activation answers: the new state, a result for each operation, and the signals that it sent. */
export type EntityOutcome = z.infer<typeof outcomeSchema>;

/** Reads the JSON text that the library returns from an entity function; anything else is an error. */
export function parseEntityOutcome(json: string | null | undefined): EntityOutcome {
  if (json == null) throw new Error("The entity function returned nothing.");
  return outcomeSchema.parse(JSON.parse(json));
}
