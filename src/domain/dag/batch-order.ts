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
  let open = nodes.map(({ key, refs }, index) => ({ key, refs, index }));
  while (open.length > 0) {
    const waiting = new Set(open.map(({ key }) => key));
    const free = open.filter(({ refs }) => refs.every((ref) => !waiting.has(ref)));
    if (free.length === 0) break;
    waves.push(free.map(({ index }) => index));
    open = open.filter((each) => !free.includes(each));
  }
  return { waves, circular: open.map(({ index }) => index) };
}
