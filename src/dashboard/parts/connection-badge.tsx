import { ANNOUNCEMENTS, badgeOf, type BadgeKind } from "#dashboard/data/badge.ts";
import { localNowMs } from "#dashboard/data/clock.ts";
import { useSigned } from "./fleet-context.ts";
import { Icon, type IconName } from "./icon.tsx";

const ICONS = {
  connecting: "refresh",
  live: "live",
  "catching-up": "refresh",
  stale: "stale",
  offline: "offline",
} as const satisfies Record<BadgeKind, IconName>;

/** Says how far the page can be believed. Only a change of state is announced; the seconds tick in silence. */
export function ConnectionBadge() {
  const { connection } = useSigned().fleet;
  const badge = badgeOf(connection.freshness.value, localNowMs.value);
  return (
    <>
      <span class={`badge badge-${badge.kind}`} data-testid="connection">
        <Icon name={ICONS[badge.kind]} />
        {badge.text}
      </span>
      <Announcement />
    </>
  );
}

function Announcement() {
  const { connection } = useSigned().fleet;
  return (
    <span role="status" class="unseen">
      {ANNOUNCEMENTS[connection.kind.value]}
    </span>
  );
}
