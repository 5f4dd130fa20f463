import { localNowMs } from "#dashboard/data/clock.ts";
import { formatDuration } from "#dashboard/format/duration.ts";
import { formatClock } from "#dashboard/format/moment.ts";
import { useSigned } from "./fleet-context.ts";
import { Icon } from "./icon.tsx";

/** The red line that says that nothing on the page is new. The page itself stays as it was last known. */
export function OutageBanner() {
  const { fleet } = useSigned();
  const outage = fleet.api.outage.value;
  if (outage === null) return null;
  return (
    <div class="outage" role="alert">
      <Icon name="offline" />
      <p>
        <strong>{outage.problem.title}.</strong> What is shown was last read before {formatClock(outage.sinceMs)}; the
        page keeps trying every 15 seconds.
      </p>
      <span class="outage-age" aria-hidden="true">
        {formatDuration(localNowMs.value - outage.sinceMs)}
      </span>
      <button type="button" class="button" onClick={() => void fleet.refresh()}>
        Try now
      </button>
    </div>
  );
}
