import { Refusal } from "#local/cosmos/refusal.ts";
import { listSource } from "./list-source.ts";
import { type Document } from "./partition.ts";
import { runPage } from "./run-page.ts";

/** Whether an item satisfies the condition of a patch: `FROM c WHERE …`. 400 for one that cannot be read. */
export function matchesCondition(condition: string, document: Document, nowMs: number): boolean | Refusal {
  const page = runPage({
    text: `SELECT VALUE 1 ${condition}`,
    parameters: undefined,
    resumeFilter: undefined,
    continuation: null,
    maxItemCount: 1,
    scope: { partitionKey: null },
    source: listSource([document.json]),
    partitionRangeId: document.logical.physical.id,
    nowMs,
  });
  return page instanceof Refusal ? page : page.documents.length > 0;
}
