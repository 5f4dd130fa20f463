import { patchCharge } from "#local/cosmos/charge/charge.ts";
import { applyPatch } from "#local/cosmos/patch/apply-patch.ts";
import { parsePatch } from "#local/cosmos/patch/parse-patch.ts";
import { notFound, preconditionFailed, Refusal } from "#local/cosmos/refusal.ts";
import { type Json } from "#local/cosmos/sql/value.ts";
import { checkIfMatch } from "./check-item.ts";
import { type Engine } from "./engine.ts";
import { matchesCondition } from "./matches-condition.ts";
import { type Outcome } from "./outcome.ts";
import { type Staging } from "./staging.ts";
import { replaceWork, stageVersion } from "./write-item.ts";

type PatchRequest = { readonly id: string; readonly body: Json | undefined; readonly ifMatch: string | null };

/** Changes parts of an item; 404, and 412 when it is not the version named or does not satisfy the patch's condition. */
export function patchItem(engine: Engine, staging: Staging, request: PatchRequest): Outcome | Refusal {
  const current = staging.find(request.id);
  if (current === null) return notFound();
  const stale = checkIfMatch(request.ifMatch, current);
  if (stale !== null) return stale;
  const patch = parsePatch(request.body);
  if (patch instanceof Refusal) return patch;
  const { container } = staging;
  if (patch.condition !== null) {
    const satisfied = matchesCondition(patch.condition, current, engine.nowMs());
    if (satisfied instanceof Refusal) return satisfied;
    if (!satisfied) return preconditionFailed();
  }
  const patched = applyPatch(current.json, patch.operations, [["id"], ...container.settings.keyPaths]);
  if (patched instanceof Refusal) return patched;
  const document = stageVersion(engine, staging, patched, current);
  if (document instanceof Refusal) return document;
  return {
    status: 200,
    document,
    chargeRu: patchCharge(replaceWork(staging, current, document), patch.operations.length),
  };
}
