import { type ComponentChildren } from "preact";
import { type JobWithBody } from "#contract/job.ts";
import { formatMoment } from "#dashboard/format/moment.ts";
import { formatUsd } from "#dashboard/format/money.ts";
import { shortId, shortSha } from "#dashboard/format/short-id.ts";
import { paths } from "#dashboard/routes/path-builder.ts";
import { Age } from "./age.tsx";
import { useSigned } from "./fleet-context.ts";

/** What the manifest asked for and what became of it, as pairs of name and value. */
export function JobFacts({ job }: { readonly job: JobWithBody }) {
  return (
    <dl class="facts">
      <Fact name="Priority">{job.priority}</Fact>
      <Fact name="Attempts">{`${job.attempts} of ${job.attemptsMax}`}</Fact>
      <Fact name="Engine">{`${job.engine}, as ${job.persona}`}</Fact>
      <Fact name="Budget">
        {`${job.budgetUsd === null ? "no limit" : formatUsd(job.budgetUsd)}, ${job.wallMinutes} min`}
      </Fact>
      <Fact name="Reviews">
        {job.reviewersNeeded === 0 ? "none needed" : `${job.approvals} of ${job.reviewersNeeded} approvals`}
      </Fact>
      <Fact name="Submitted">
        <Age at={job.submittedAt} suffix=" ago" />
        {` by ${job.submittedBy}`}
      </Fact>
      {job.endedAt !== null && <Fact name="Ended">{formatMoment(Date.parse(job.endedAt))}</Fact>}
      <Fact name="Needs">{job.capabilities.length === 0 ? "any factory" : job.capabilities.join(", ")}</Fact>
      {job.repo !== null && <Fact name="Repository">{`${job.repo.url} @ ${job.repo.branch}`}</Fact>}
      {job.labels.length > 0 && <Fact name="Labels">{job.labels.join(", ")}</Fact>}
      {job.parentId !== null && (
        <Fact name="Parent">
          <JobLink jobId={job.parentId} />
        </Fact>
      )}
      {job.deps.length > 0 && (
        <Fact name="Depends on">
          {job.deps.map((jobId) => (
            <JobLink key={jobId} jobId={jobId} />
          ))}
        </Fact>
      )}
      {job.checkpoint !== null && (
        <Fact name="Checkpoint">
          <code>{shortSha(job.checkpoint.sha)}</code>
          {` on ${job.checkpoint.branch}, epoch ${job.checkpoint.epoch}: ${job.checkpoint.summary}`}
        </Fact>
      )}
      {job.outcome !== null && <Fact name="Outcome">{`${job.outcome.result}: ${job.outcome.message}`}</Fact>}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function JobLink({ jobId }: { readonly jobId: string }) {
  const { productInAddress } = useSigned();
  return (
    <a class="mono" href={paths.job({ productId: productInAddress, jobId })} title={jobId}>
      {shortId(jobId)}
    </a>
  );
}
