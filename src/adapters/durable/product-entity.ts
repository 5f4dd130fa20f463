import { EntityId } from "durable-functions";
import { type ProductEntity } from "#application/ports/product-entity.ts";
import { StoreUnavailable } from "#application/ports/store.ts";

export const PRODUCT_ENTITY = "product";

/** The part of durable-functions' client that is used: a client can only signal an entity. */
export type DurableClient = { signalEntity(id: EntityId, operation: string, input: unknown): Promise<void> };

const RETRY_AFTER_MS = 1_000;

/** `product@<productId>`: one entity a product, told in one operation name what the signal is about. */
export const createProductEntity = (client: DurableClient): ProductEntity => ({
  signal: async (productId, { op, ...input }) => {
    try {
      await client.signalEntity(new EntityId(PRODUCT_ENTITY, productId), op, input);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new StoreUnavailable(`The entity of ${productId} could not be signalled: ${why}`, RETRY_AFTER_MS);
    }
  },
});
