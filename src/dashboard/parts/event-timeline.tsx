import { type FleetEvent } from "#contract/fleet-event.ts";
import { type JobDetail } from "#dashboard/data/job-detail.ts";
import { eventSentence } from "#dashboard/format/event-sentence.ts";
import { LiveAge } from "./age.tsx";
import { useSigned } from "./fleet-context.ts";
import { Icon, stageIcon } from "./icon.tsx";
import { Panel } from "./panel.tsx";

/** Everything that happened to the job, newest first, numbered without a gap. */
export function EventTimeline({ detail }: { readonly detail: JobDetail }) {
  const timeline = detail.timeline.value;
  const count = timeline.data?.events.length ?? 0;
  return (
    <Panel
      title="Events"
      source={timeline}
      isEmpty={({ events }) => events.length === 0}
      onRetry={() => void detail.refresh()}
      aside={count > 0 && <span class="faint">{`${count} so far`}</span>}
      empty={<p>Nothing has happened yet. The first event is written with the submission.</p>}
    >
      {({ events }) => (
        <ol class="timeline" reversed>
          {events.toReversed().map((event) => (
            <EventItem key={event.seq} event={event} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function EventItem({ event }: { readonly event: FleetEvent }) {
  const { fleet } = useSigned();
  const isFactory = event.actor.kind === "factory";
  return (
    <li class={`event stage-${event.stage}`} id={`seq-${event.seq}`}>
      <Icon name={stageIcon(event.stage)} />
      <p>{eventSentence(event, fleet.nameOf)}</p>
      <p class="faint">
        <span>{`#${event.seq}`}</span>
        <span>{isFactory ? fleet.nameOf(event.actor.id) : event.actor.id}</span>
        <span>{`epoch ${event.epoch}`}</span>
        <LiveAge at={event.at} suffix=" ago" />
      </p>
    </li>
  );
}
