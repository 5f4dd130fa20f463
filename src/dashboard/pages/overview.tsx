import { useEffect } from "preact/hooks";
import { type Stage } from "#contract/stage.ts";
import { stageName } from "#dashboard/format/stage-name.ts";
import { Command } from "#dashboard/parts/command.tsx";
import { useSigned } from "#dashboard/parts/fleet-context.ts";
import { FleetMap } from "#dashboard/parts/fleet-map.tsx";
import { JobTable } from "#dashboard/parts/job-table.tsx";
import { PageTitle } from "#dashboard/parts/page-title.tsx";
import { Panel } from "#dashboard/parts/panel.tsx";
import { StageStrip } from "#dashboard/parts/stage-strip.tsx";
import { paths } from "#dashboard/routes/path-builder.ts";

/** The whole fleet at a glance: what is queued and running, who could run it, and why something waits. */
export function Overview({ stage }: { readonly stage: Stage | null }) {
  const { fleet, productId, productInAddress } = useSigned();
  useEffect(() => void fleet.jobs.show(stage), [fleet, stage]);
  const all = paths.overview({ productId: productInAddress, stage: null });
  return (
    <>
      <PageTitle text={`${productId} fleet`} isHidden />
      <StageStrip stage={stage} />
      <FleetMap />
      <Panel
        title={stage === null ? "Jobs" : `Jobs in ${stageName(stage).toLowerCase()}`}
        source={fleet.jobs.list.value}
        isEmpty={(list) => list.order.length === 0 && list.pending.length === 0}
        onRetry={() => void fleet.refresh()}
        skeletonRows={8}
        aside={stage !== null && <a href={all}>Show every stage</a>}
        empty={stage === null ? <NoJobs /> : <NoMatch stage={stage} all={all} />}
      >
        {(list) => <JobTable list={list} />}
      </Panel>
    </>
  );
}

function NoJobs() {
  return (
    <>
      <p>No job was submitted yet.</p>
      <p>
        Submit one: <Command text="agf jobs submit examples/jobs/format-sources.md" />
      </p>
    </>
  );
}

function NoMatch({ stage, all }: { readonly stage: Stage; readonly all: string }) {
  return (
    <p>
      No job is in {stageName(stage).toLowerCase()} now. <a href={all}>Show every stage</a>
    </p>
  );
}
