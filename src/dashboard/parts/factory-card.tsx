import { type Factory, STALE_AFTER_MS } from "#contract/factory.ts";
import { serverNowMs } from "#dashboard/data/clock.ts";
import { formatDuration } from "#dashboard/format/duration.ts";
import { formatMoment } from "#dashboard/format/moment.ts";
import { Icon, type IconName } from "./icon.tsx";

const CAPABILITIES_SHOWN = 6;
const PIPS_MAX = 16;
const SECOND_MS = 1_000;

type Face = { readonly icon: IconName; readonly text: string; readonly tone: string };
const HEALTH = {
  ok: { icon: "ok", text: "Healthy", tone: "good" },
  degraded: { icon: "warning", text: "Degraded", tone: "warn" },
  down: { icon: "down", text: "Down", tone: "bad" },
} as const satisfies Record<Factory["health"], Face>;
const STALE: Face = { icon: "stale", text: "Stale", tone: "warn" };

const LIFECYCLE = {
  active: null,
  draining: { icon: "drain", text: "Draining" },
  paused: { icon: "pause", text: "Paused" },
  quarantined: { icon: "warning", text: "Quarantined" },
} as const satisfies Record<Factory["lifecycle"], { readonly icon: IconName; readonly text: string } | null>;

export function FactoryCard({ factory }: { readonly factory: Factory }) {
  const face = factory.stale ? STALE : HEALTH[factory.health];
  const lifecycle = LIFECYCLE[factory.lifecycle];
  return (
    <li class={`card tone-${face.tone}`}>
      <div class="card-head">
        <h3 title={factory.id}>{factory.name}</h3>
        <span class="health">
          <Icon name={face.icon} />
          {face.text}
        </span>
      </div>
      {lifecycle !== null && (
        <p class="lifecycle">
          <Icon name={lifecycle.icon} />
          {lifecycle.text}
          {factory.lifecycleNote !== null && <span class="faint">: {factory.lifecycleNote}</span>}
        </p>
      )}
      <Seats factory={factory} />
      <Capabilities all={factory.capabilities} />
      <Heartbeat at={factory.lastHeartbeatAt} version={factory.version} />
    </li>
  );
}

function Seats({ factory: { seatLimit, seatsUsed, load } }: { readonly factory: Factory }) {
  return (
    <p class="seats">
      {seatLimit <= PIPS_MAX && (
        <span class="pips" aria-hidden="true">
          {Array.from({ length: seatLimit }, (_, seat) => (
            <span key={seat} class={seat < seatsUsed ? "pip used" : "pip"} />
          ))}
        </span>
      )}
      <span>{`${seatsUsed} of ${seatLimit} seats`}</span>
      <span class="faint">{`load ${load.toFixed(2)}`}</span>
    </p>
  );
}

function Capabilities({ all }: { readonly all: readonly string[] }) {
  const rest = all.slice(CAPABILITIES_SHOWN);
  return (
    <ul class="chips" aria-label="Capabilities">
      {all.slice(0, CAPABILITIES_SHOWN).map((capability) => (
        <li key={capability} class="chip mono">
          {capability}
        </li>
      ))}
      {rest.length > 0 && (
        <li class="chip" title={rest.join(", ")}>
          {`${rest.length} more`}
        </li>
      )}
    </ul>
  );
}

/** The age of the last sign of life as a share of the age at which the factory counts as stale. */
function Heartbeat({ at, version }: { readonly at: string | null; readonly version: string }) {
  if (at === null) return <p class="heartbeat faint">never heard of</p>;
  const ageMs = Math.max(0, serverNowMs.value - Date.parse(at));
  const share = Math.min(1, ageMs / STALE_AFTER_MS);
  return (
    <div class="heartbeat">
      <span class="track" aria-hidden="true">
        <span class={share < 1 ? "fill" : "fill full"} style={{ inlineSize: `${Math.round(share * 100)}%` }} />
      </span>
      <p class="faint">
        <time dateTime={at} title={formatMoment(Date.parse(at))}>
          {`heartbeat ${share < 1 ? `${Math.floor(ageMs / SECOND_MS)} s` : formatDuration(ageMs)} ago`}
        </time>
        <span>{`stale after ${STALE_AFTER_MS / SECOND_MS} s · v${version.replace(/^v/, "")}`}</span>
      </p>
    </div>
  );
}
