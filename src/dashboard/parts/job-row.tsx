import { type Job } from "#contract/job.ts";
import { slowServerNowMs } from "#dashboard/data/clock.ts";
import { reasonOf } from "#dashboard/format/reason.ts";
import { shortId } from "#dashboard/format/short-id.ts";
import { paths } from "#dashboard/routes/path-builder.ts";
import { Age } from "./age.tsx";
import { useSigned } from "./fleet-context.ts";
import { StageMark } from "./stage-mark.tsx";

/** One job. What moves by itself reads its own signal, so that the row is drawn again only when the job changes. */
export function JobRow({ job }: { readonly job: Job }) {
  const { productInAddress } = useSigned();
  return (
    <tr>
      <th scope="row">
        <a href={paths.job({ productId: productInAddress, jobId: job.id })}>{job.title}</a>
        <span class="sub">
          <span class="mono">{job.key ?? shortId(job.id)}</span>
          <span class="narrow-only">
            {job.priority}
            {job.lease !== null && " · "}
            {job.lease !== null && <HolderName job={job} />}
          </span>
        </span>
      </th>
      <td>
        <StageMark stage={job.stage} isHeld={job.held} />
        <Reason job={job} />
      </td>
      <td class="wide">
        <span class={`priority priority-${job.priority}`}>{job.priority}</span>
      </td>
      <td class="wide">
        <HolderName job={job} />
      </td>
      <td class="wide number">{`${job.attempts} of ${job.attemptsMax}`}</td>
      <td class="wide number">{job.leaseEpoch}</td>
      <td class="number">
        <Age at={job.submittedAt} />
      </td>
    </tr>
  );
}

function Reason({ job }: { readonly job: Job }) {
  const { fleet } = useSigned();
  const reason = reasonOf(job, { factories: fleet.factories.value.data, nowMs: slowServerNowMs.value });
  return reason === "" ? null : (
    <span class="sub" title={reason}>
      {reason}
    </span>
  );
}

function HolderName({ job }: { readonly job: Job }) {
  const { fleet } = useSigned();
  if (job.lease === null) return <span class="faint">no holder</span>;
  return <>{fleet.nameOf(job.lease.holderFactoryId)}</>;
}
