import { localNowMs, serverNowMs, slowServerNowMs } from "#dashboard/data/clock.ts";
import { formatDuration } from "#dashboard/format/duration.ts";
import { formatMoment } from "#dashboard/format/moment.ts";

type Props = { readonly at: string; readonly suffix?: string };

/** How long ago, in the server's time, with the moment itself on hover. In tables it moves every ten seconds. */
export function Age({ at, suffix = "" }: Props) {
  const atMs = Date.parse(at);
  return (
    <time dateTime={at} title={formatMoment(atMs)}>
      {formatDuration(slowServerNowMs.value - atMs)}
      {suffix}
    </time>
  );
}

/** The same, moving every second: for what is judged by seconds. */
export function LiveAge({ at, suffix = "" }: Props) {
  const atMs = Date.parse(at);
  return (
    <time dateTime={at} title={formatMoment(atMs)}>
      {formatDuration(serverNowMs.value - atMs)}
      {suffix}
    </time>
  );
}

/** How old an answer is that arrived here. */
export function AsOf({ atMs }: { readonly atMs: number }) {
  return <>{formatDuration(localNowMs.value - atMs)}</>;
}
