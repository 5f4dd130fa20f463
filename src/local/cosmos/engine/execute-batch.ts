import { roundRu } from "#local/cosmos/charge/charge.ts";
import { failedDependency, Refusal } from "#local/cosmos/refusal.ts";
import { type Operation } from "#local/cosmos/wire/batch-operation.ts";
import { commit } from "./commit.ts";
import { logicalFor } from "./container.ts";
import { type Engine } from "./engine.ts";
import { type Answer, stageOperation, type Target, waitUntilShown } from "./execute-operation.ts";
import { type Outcome } from "./outcome.ts";
import { Staging } from "./staging.ts";
import { sweepExpired } from "./sweep.ts";
import { pay, throttle } from "./throughput.ts";

type BatchOutcome = {
  /** One for each operation; when one failed, that one's refusal and 424 for all others. */
  readonly results: readonly (Outcome | Refusal)[];
  /** The refusal that failed the batch, or null. */
  readonly failure: Refusal | null;
  readonly chargeRu: number;
};

function stageAll(engine: Engine, staging: Staging, operations: readonly Operation[]): BatchOutcome {
  const results: Outcome[] = [];
  let chargeRu = 0;
  for (const [index, operation] of operations.entries()) {
    const result = stageOperation(engine, staging, operation);
    chargeRu += result.chargeRu;
    if (result instanceof Refusal) {
      const all = operations.map((_, other) => (other === index ? result : failedDependency()));
      return { results: all, failure: result, chargeRu: roundRu(chargeRu) };
    }
    results.push(result);
  }
  return { results, failure: null, chargeRu: roundRu(chargeRu) };
}

/** Operations on items of one partition key: all of them, in one step, or none. A refusal as the result is a 429. */
export function executeBatch(
  engine: Engine,
  target: Target,
  operations: readonly Operation[],
): Answer<BatchOutcome | Refusal> {
  const { container, key, consistency } = target;
  sweepExpired(engine, container);
  const logical = logicalFor(container, key);
  const { physical } = logical;
  const throttled = throttle(container, physical, engine.nowMs());
  if (throttled !== null) return { result: throttled, physical, durable: null };
  const staging = new Staging(container, logical, consistency);
  const result = stageAll(engine, staging, operations);
  pay(container, physical, result.chargeRu);
  const written = result.failure === null ? commit(engine, staging) : null;
  return { result, physical, durable: written ?? waitUntilShown(engine, physical, physical.lsn) };
}
