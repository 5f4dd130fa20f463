import { type OperationRecord } from "#contract/documents/operation-record.ts";
import { type BudgetPolicies } from "#application/budget/budget-policies.ts";
import { type ClaimDesk } from "#application/claim-desk.ts";
import { type ProductEntity } from "#application/ports/product-entity.ts";
import { type Blobs } from "#application/ports/blobs.ts";
import { type Publisher } from "#application/ports/publisher.ts";
import { type Store } from "#application/ports/store.ts";
import { type Clock, type Ids, type Log, type Random, type Secrets, type Sleep } from "#application/ports/system.ts";

/** Projects a committed operation at once, for speed. The loop calls it, and projecting may run the loop again. */
type Relay = { news(record: OperationRecord): Promise<void> };

/** Where artifacts rest, and for how long once they are sealed. */
type Artifacts = { readonly blobs: Blobs; readonly keepMs: number };

export type Policy = {
  readonly leaseTtlMs: number;
  readonly leaseGraceMs: number;
  /** How long a factory's token lives; the factory rotates it in good time. */
  readonly tokenTtlMs: number;
  /** A factory that was silent for this long is removed. */
  readonly pruneAfterMs: number;
};

/** Everything outside, built once by the composition root. Each use case asks for the part it needs. */
export type Deps = {
  readonly store: Store;
  readonly entity: ProductEntity;
  readonly publisher: Publisher;
  readonly artifacts: Artifacts;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly random: Random;
  readonly ids: Ids;
  readonly secrets: Secrets;
  readonly log: Log;
  readonly desk: ClaimDesk;
  readonly budgets: BudgetPolicies;
  readonly relay: Relay;
  readonly policy: Policy;
};
