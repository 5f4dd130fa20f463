import * as df from "durable-functions";
import * as z from "zod";
import { PRODUCT_ENTITY } from "#adapters/durable/product-entity.ts";
import { type ProductSignal } from "#application/ports/product-entity.ts";
import { applySignal } from "#application/product/apply-signals.ts";
import { EMPTY_LEDGER, type Ledger } from "#domain/budget/ledger.ts";
import { getApp } from "#functions/compose.ts";

const Signal = z.discriminatedUnion("op", [
  z.object({ op: z.literal("bump"), coversAtMs: z.number() }),
  z.object({ op: z.literal("accrue"), jobId: z.string(), runId: z.string() }),
  z.object({ op: z.literal("rebuild") }),
]);

/** `product@<productId>`: one at a time for its product, with the ledger as its state. */
export function registerProductEntity(): void {
  df.app.entity<Ledger>(PRODUCT_ENTITY, async (context) => {
    const signal = parseSignal(context.df.operationName, context.df.getInput());
    if (signal === null) {
      context.warn(JSON.stringify({ event: "entity.unknown_signal", op: context.df.operationName ?? "" }));
      return;
    }
    const { deps } = getApp();
    // A state that was kept before it had all of its parts is completed.
    const ledger = { ...EMPTY_LEDGER, ...context.df.getState(() => EMPTY_LEDGER) };
    const applied = await applySignal(deps, context.df.entityKey, ledger, signal);
    // Set only when all of it worked: a failed operation keeps what it has set.
    context.df.setState(applied.ledger);
    // Sent with the state or not at all, and so handled after the state was kept.
    if (applied.again) context.df.signalEntity(context.df.entityId, signal.op, signal);
  });
}

function parseSignal(op: string | undefined, input: unknown): ProductSignal | null {
  const parsed = Signal.safeParse({ ...(typeof input === "object" ? input : {}), op });
  return parsed.success ? parsed.data : null;
}
