import { type Job, type Lease } from "#contract/job.ts";
import { serverNowMs } from "#dashboard/data/clock.ts";
import { formatCountdown } from "#dashboard/format/duration.ts";
import { formatMoment } from "#dashboard/format/moment.ts";
import { useSigned } from "./fleet-context.ts";
import { Icon } from "./icon.tsx";

/** Who holds the job, for how long unless they renew, and under which epoch. */
export function LeaseLine({ job }: { readonly job: Job }) {
  const { fleet } = useSigned();
  const { lease } = job;
  if (lease === null)
    return (
      <p class="lease faint">
        <Icon name="lease" />
        {`Nobody holds this job. Lease epoch ${job.leaseEpoch}.`}
      </p>
    );
  return (
    <p class="lease">
      <Icon name="lease" />
      <span>
        Held by <strong>{fleet.nameOf(lease.holderFactoryId)}</strong>
        {`, seat ${lease.seat}, epoch ${lease.epoch}`}
      </span>
      <Countdown lease={lease} />
    </p>
  );
}

function Countdown({ lease }: { readonly lease: Lease }) {
  const leftMs = Date.parse(lease.expiresAt) - serverNowMs.value;
  return (
    <span class={leftMs > 0 ? "countdown" : "countdown over"} title={formatMoment(Date.parse(lease.expiresAt))}>
      {leftMs > 0
        ? `lease ends in ${formatCountdown(leftMs)} unless renewed`
        : "lease ran out, or its renewal is not read yet"}
    </span>
  );
}
