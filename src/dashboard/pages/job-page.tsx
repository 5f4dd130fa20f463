import { useEffect } from "preact/hooks";
import { type JobWithBody } from "#contract/job.ts";
import { type ProblemDocument } from "#contract/problem.ts";
import { slowServerNowMs } from "#dashboard/data/clock.ts";
import { type JobDetail } from "#dashboard/data/job-detail.ts";
import { reasonOf } from "#dashboard/format/reason.ts";
import { CopyButton } from "#dashboard/parts/command.tsx";
import { DecisionList } from "#dashboard/parts/decision-list.tsx";
import { EventTimeline } from "#dashboard/parts/event-timeline.tsx";
import { useSigned } from "#dashboard/parts/fleet-context.ts";
import { Icon } from "#dashboard/parts/icon.tsx";
import { JobActions } from "#dashboard/parts/job-actions.tsx";
import { JobFacts } from "#dashboard/parts/job-facts.tsx";
import { LeaseLine } from "#dashboard/parts/lease-line.tsx";
import { PageTitle } from "#dashboard/parts/page-title.tsx";
import { Panel } from "#dashboard/parts/panel.tsx";
import { RunTable } from "#dashboard/parts/run-table.tsx";
import { StageStepper } from "#dashboard/parts/stage-stepper.tsx";
import { paths } from "#dashboard/routes/path-builder.ts";

/** One job: where it stands, who holds it, what happened, and what an operator can do about it. */
export function JobPage({ jobId }: { readonly jobId: string }) {
  const { fleet, productInAddress } = useSigned();
  useEffect(() => {
    fleet.open(jobId);
    return () => fleet.open(null);
  }, [fleet, jobId]);
  const detail = fleet.detail.value;
  if (detail === null || detail.jobId !== jobId) return null;
  const job = detail.job.value;
  if (job.data === null && job.problem?.code === "job-not-found") return <NoSuchJob problem={job.problem} />;
  return (
    <>
      <nav class="trail" aria-label="Way back">
        <a href={paths.overview({ productId: productInAddress, stage: null })}>
          <Icon name="back" />
          Fleet
        </a>
      </nav>
      <PageTitle text={job.data?.title ?? "Job"} />
      <p class="job-id">
        <code>{jobId}</code>
        <CopyButton text={jobId} label="Copy the job's id" />
      </p>
      <Panel
        title="State"
        source={job}
        isEmpty={() => false}
        empty={null}
        onRetry={() => void detail.refresh()}
        skeletonRows={4}
      >
        {(data) => <JobState job={data} detail={detail} />}
      </Panel>
      <div class="columns">
        <EventTimeline detail={detail} />
        <div>
          <RunTable detail={detail} />
          <DecisionList detail={detail} />
          <ManifestText detail={detail} />
        </div>
      </div>
    </>
  );
}

function NoSuchJob({ problem }: { readonly problem: ProblemDocument }) {
  const { productInAddress } = useSigned();
  return (
    <section class="panel">
      <PageTitle text={problem.title} />
      <p>The id may belong to another product, or the address may be cut short.</p>
      <p>
        <a href={paths.overview({ productId: productInAddress, stage: null })}>To the fleet</a>
      </p>
    </section>
  );
}

function JobState({ job, detail }: { readonly job: JobWithBody; readonly detail: JobDetail }) {
  const { fleet } = useSigned();
  const reason = reasonOf(job, { factories: fleet.factories.value.data, nowMs: slowServerNowMs.value });
  return (
    <>
      <StageStepper job={job} />
      {reason !== "" && (
        <p class="reason">{`${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`.replace(/\.\.$/, ".")}</p>
      )}
      <LeaseLine job={job} />
      <JobActions job={job} detail={detail} />
      <JobFacts job={job} />
    </>
  );
}

function ManifestText({ detail }: { readonly detail: JobDetail }) {
  return (
    <Panel
      title="Manifest"
      source={detail.job.value}
      isEmpty={(job) => job.bodyMd.trim() === ""}
      onRetry={() => void detail.refresh()}
      empty={<p>The manifest has fields only, and no text.</p>}
    >
      {(job) => (
        // It scrolls, so that it has to be reachable by keyboard.
        <pre class="manifest" tabIndex={0} aria-label="Text of the manifest">
          {job.bodyMd}
        </pre>
      )}
    </Panel>
  );
}
