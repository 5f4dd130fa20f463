type BatchNode = { readonly key: string; readonly refs: readonly string[] };
type BatchOrder = {
  /** Indices, each wave after the ones that it refers to. */
  readonly waves: readonly (readonly number[])[];
  /** Indices of those that wait for each other in a circle, or for one that does. */
  readonly circular: readonly number[];
};

/** SB4: an order in which every item comes after those of the batch that it names. A name of nobody here is no matter. */
export function batchOrder(nodes: readonly BatchNode[]): BatchOrder {
  const waves: number[][] = [];
  let open = nodes.map((_, index) => index);
  while (open.length > 0) {
    const waiting = new Set(open.map((index) => nodes[index]?.key));
    const isFree = (index: number): boolean => nodes[index]?.refs.every((ref) => !waiting.has(ref)) ?? true;
    const wave = open.filter(isFree);
    if (wave.length === 0) break;
    waves.push(wave);
    open = open.filter((index) => !isFree(index));
  }
  return { waves, circular: open };
}
