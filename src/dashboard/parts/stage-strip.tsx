import { STAGES, type Stage } from "#contract/stage.ts";
import { formatCount } from "#dashboard/format/money.ts";
import { stageName } from "#dashboard/format/stage-name.ts";
import { paths } from "#dashboard/routes/path-builder.ts";
import { useSigned } from "./fleet-context.ts";
import { Icon, stageIcon } from "./icon.tsx";

/** How many jobs stand in each stage; each count is the way to its jobs. */
export function StageStrip({ stage }: { readonly stage: Stage | null }) {
  const { fleet, productInAddress } = useSigned();
  const tally = fleet.jobs.tally.value.data;
  const isFresh = fleet.isFresh.value;
  return (
    <nav class="strip" aria-label="Jobs by stage" data-phase={isFresh ? "data" : "stale"}>
      {STAGES.map((each) => {
        const count = tally?.[each];
        const isHere = each === stage;
        return (
          <a
            key={each}
            class={`tile stage-${each}`}
            aria-current={isHere ? "true" : undefined}
            href={paths.overview({ productId: productInAddress, stage: isHere ? null : each })}
          >
            <span class="tile-name">
              <Icon name={stageIcon(each)} />
              {stageName(each)}
            </span>
            <span class="tile-count">
              {count === undefined ? "–" : `${formatCount(count.count)}${count.isFloor ? "+" : ""}`}
            </span>
          </a>
        );
      })}
    </nav>
  );
}
