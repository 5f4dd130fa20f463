import { type Run } from "#contract/run.ts";
import { serverNowMs } from "#dashboard/data/clock.ts";
import { type JobDetail } from "#dashboard/data/job-detail.ts";
import { formatDuration } from "#dashboard/format/duration.ts";
import { formatMoment } from "#dashboard/format/moment.ts";
import { formatCount, formatUsd } from "#dashboard/format/money.ts";
import { shortSha } from "#dashboard/format/short-id.ts";
import { useSigned } from "./fleet-context.ts";
import { Panel } from "./panel.tsx";

export function RunTable({ detail }: { readonly detail: JobDetail }) {
  return (
    <Panel
      title="Runs"
      source={detail.runs.value}
      isEmpty={(runs) => runs.length === 0}
      onRetry={() => void detail.refresh()}
      empty={<p>Nobody has run it yet. A run begins when a factory claims the job.</p>}
    >
      {(runs) => (
        <div class="table-frame">
          <table>
            <caption class="unseen">Attempts, oldest first</caption>
            <thead>
              <tr>
                <th scope="col">Run</th>
                <th scope="col">End</th>
                <th scope="col" class="number">
                  Took
                </th>
                <th scope="col" class="number wide">
                  Tokens
                </th>
                <th scope="col" class="number">
                  Cost
                </th>
              </tr>
            </thead>
            <tbody>
              {runs.map((run) => (
                <RunRow key={run.id} run={run} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function RunRow({ run }: { readonly run: Run }) {
  const { fleet } = useSigned();
  const tokens = run.sessions.reduce((sum, session) => sum + session.inputTokens + session.outputTokens, 0);
  const isUnknown = run.sessions.some((session) => session.costUsd === null);
  return (
    <tr>
      <th scope="row">
        {fleet.nameOf(run.factoryId)}
        <span class="sub">
          {`epoch ${run.epoch}`}
          {run.resumedFromSha !== null && ` · from ${shortSha(run.resumedFromSha)}`}
        </span>
      </th>
      <td>
        {run.end === null ? "running" : run.end.replaceAll("_", " ")}
        {run.outcome !== null && <span class="sub">{run.outcome.message}</span>}
      </td>
      <td class="number">
        <RunDuration run={run} />
      </td>
      <td class="number wide">{tokens === 0 ? "none" : formatCount(tokens)}</td>
      <td class="number">
        {run.sessions.length === 0 ? "none" : formatUsd(isUnknown && run.costUsd === 0 ? null : run.costUsd)}
      </td>
    </tr>
  );
}

function RunDuration({ run }: { readonly run: Run }) {
  const startedMs = Date.parse(run.startedAt);
  const endedMs = run.endedAt === null ? serverNowMs.value : Date.parse(run.endedAt);
  return <span title={`started ${formatMoment(startedMs)}`}>{formatDuration(endedMs - startedMs)}</span>;
}
