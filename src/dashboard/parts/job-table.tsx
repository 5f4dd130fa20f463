import { type VNode } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { type Job } from "#contract/job.ts";
import { PAGE_LIMIT_MAX } from "#contract/page.ts";
import { type JobList, waitingChanges } from "#dashboard/data/job-list.ts";
import { formatCount } from "#dashboard/format/money.ts";
import { useSigned } from "./fleet-context.ts";
import { Icon } from "./icon.tsx";
import { JobRow } from "./job-row.tsx";

/** The jobs, newest first. Rows come and go only while nobody points at them or works among them. */
export function JobTable({ list }: { readonly list: JobList }) {
  const { jobs } = useSigned().fleet;
  const [isBusy, setBusy] = useState(false);
  const rowOf = useMemo(createRowCache, []);
  const waiting = waitingChanges(list);
  useEffect(() => {
    if (waiting > 0 && !isBusy) jobs.applyPending();
  }, [waiting, isBusy, jobs]);
  const rows = list.order.flatMap((id) => list.jobs.get(id) ?? []);
  return (
    <>
      <div
        class="jobs-frame"
        onPointerEnter={() => setBusy(true)}
        onPointerLeave={() => setBusy(false)}
        onFocusIn={() => setBusy(true)}
        onFocusOut={() => setBusy(false)}
      >
        {waiting > 0 && isBusy && (
          <div class="pill-line">
            <button type="button" class="pill" onClick={() => jobs.applyPending()}>
              <Icon name="up" />
              {waiting === 1 ? "1 update · apply" : `${formatCount(waiting)} updates · apply`}
            </button>
          </div>
        )}
        <table class="jobs">
          <caption class="unseen">Jobs, newest first</caption>
          <thead>
            <tr>
              <th scope="col">Job</th>
              <th scope="col">Stage and reason</th>
              <th scope="col" class="wide">
                Priority
              </th>
              <th scope="col" class="wide">
                Factory
              </th>
              <th scope="col" class="wide number">
                Attempts
              </th>
              <th scope="col" class="wide number">
                Epoch
              </th>
              <th scope="col" class="number">
                Age
              </th>
            </tr>
          </thead>
          <tbody>{rows.map(rowOf)}</tbody>
        </table>
      </div>
      <TableFoot shown={rows.length} hasMore={list.nextCursor !== null} />
    </>
  );
}

function TableFoot({ shown, hasMore }: { readonly shown: number; readonly hasMore: boolean }) {
  const { jobs } = useSigned().fleet;
  return (
    <div class="table-foot">
      <span class="faint">{`${formatCount(shown)} ${shown === 1 ? "job" : "jobs"} shown${hasMore ? "" : ", that is all"}`}</span>
      {hasMore && (
        <button
          type="button"
          class="button"
          aria-disabled={jobs.isLoadingMore.value}
          onClick={() => void jobs.loadMore()}
        >
          <Icon name="more" />
          {jobs.isLoadingMore.value ? "Loading" : `Load ${PAGE_LIMIT_MAX} more`}
        </button>
      )}
    </div>
  );
}

/** A row that is the same object as before is not compared again: of thousands of rows only those that changed are. */
function createRowCache(): (job: Job) => VNode {
  const rows = new WeakMap<Job, VNode>();
  return (job) => {
    const known = rows.get(job);
    if (known !== undefined) return known;
    const row = <JobRow key={job.id} job={job} />;
    rows.set(job, row);
    return row;
  };
}
