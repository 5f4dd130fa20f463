import { createFrame } from "#local/cosmos/sql/frame.ts";

import { checkOrderBy } from "./check-order-by.ts";
import { chooseIndex, type IndexChoice } from "./choose-index.ts";
import { type PreparedQuery, prepareQuery } from "./compile-cache.ts";
import { type Restrictions, restrict } from "./constraints.ts";
import { pageGroups } from "./page-groups.ts";
import { pageRows } from "./page-rows.ts";
import { readPageToken, writePageToken } from "./page-token.ts";
import { readParameters } from "./parameters.ts";
import { type Page, type Running } from "./running.ts";
import { readResumeFilter } from "./resume-filter.ts";
import { type DocumentSource, type QueryRequest, type RunQuery } from "./source.ts";

/** A query without FROM has one row, whatever the container holds. */
const NO_DOCUMENTS: DocumentSource = {
  partitionKeyLevels: 1,
  scan: () => [{ sequence: 0, json: {}, sizeBytes: 0 }],
  indexes: [],
  isVisible: () => true,
  sequenceOfRid: () => null,
  compositeIndexes: [],
  isPathIndexed: () => true,
};

function choiceFor(prepared: PreparedQuery, source: DocumentSource, restrictions: Restrictions): IndexChoice | null {
  const { orderBy } = prepared.compiled;
  const items = orderBy.map(({ descending }, at) => ({ path: prepared.orderPaths[at] ?? [], descending }));
  return chooseIndex(source.indexes, restrictions, items);
}

function start(request: QueryRequest): Running | "nothing" {
  const { text, parameters, resumeFilter, continuation, scope, partitionRangeId, nowMs } = request;
  const prepared = prepareQuery(text);
  const { compiled, constraints, orderPaths } = prepared;
  const { select } = compiled;
  const source = select.from.length === 0 ? NO_DOCUMENTS : request.source;
  checkOrderBy(select, orderPaths, request.source);
  const frame = createFrame(readParameters(parameters), nowMs);
  const keyCount = select.orderBy.length;
  const first = continuation === null ? null : readPageToken(continuation, partitionRangeId, keyCount);
  const resume = readResumeFilter(resumeFilter, keyCount, source);
  const restrictions = restrict(constraints, frame);
  const none = restrictions === "nothing";
  if (none && compiled.grouping === null) return "nothing";
  const choice = none ? null : choiceFor(prepared, source, restrictions);
  const work = { scanned: 0, matched: 0, sizeBytes: 0 };
  return {
    compiled,
    frame,
    access: { source, scope, choice, work },
    start: first,
    resume,
    maxItemCount: request.maxItemCount,
  };
}

const EMPTY = { documents: [], continuation: null, work: { scanned: 0, matched: 0, sizeBytes: 0, returned: 0 } };

/** Runs one page of a query over one physical partition. Throws `SqlError` (status 400) for what the service refuses. */
export const runQuery: RunQuery = (request) => {
  const running = start(request);
  if (running === "nothing") return EMPTY;
  const page: Page =
    running.compiled.grouping === null ? pageRows(running) : pageGroups(running, running.compiled.grouping);
  return {
    documents: page.documents,
    continuation: page.next === null ? null : writePageToken(page.next, request.partitionRangeId),
    work: { ...running.access.work, returned: page.documents.length },
  };
};
