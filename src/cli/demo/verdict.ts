import { type FleetEvent } from "#contract/fleet-event.ts";
import { PARTICULAR_FILE, BUILDER } from "#cli/demo/cast.ts";
import { type Evidence, type JobEvidence } from "#cli/demo/evidence.ts";

/** The one line of `--json`. */
type Summary = {
  readonly ok: boolean;
  readonly jobs: number;
  readonly shipped: number;
  readonly reassigned: number;
  readonly fenced: number;
  readonly coordinatorRestarts: number;
  readonly eventsGapless: boolean;
  readonly seconds: number;
};
export type Verdict = { readonly summary: Summary; readonly faults: readonly string[] };

/** Holds the evidence against what the demo promises. Every fault is a sentence; without one the demo is ok. */
export function judge(evidence: Evidence, tookMs: number): Verdict {
  const { jobs } = evidence;
  const reassigned = jobs.filter((one) => eventsOf(one, "job.requeued").some(isLeaseLost)).length;
  const faults = [
    ...(jobs.length === evidence.jobsExpected
      ? []
      : [`${jobs.length} of ${evidence.jobsExpected} jobs were submitted.`]),
    ...jobs.flatMap(faultsOfJob),
    ...jobs.flatMap((one) => faultsOfOrder(one, jobs)),
    ...faultsOfCrashes(evidence, reassigned),
  ];
  return {
    faults,
    summary: {
      ok: faults.length === 0,
      jobs: jobs.length,
      shipped: jobs.filter((one) => one.job.stage === "shipped").length,
      reassigned,
      fenced: evidence.fencedCode === "fenced" ? 1 : 0,
      coordinatorRestarts: evidence.coordinatorRestarts,
      eventsGapless: jobs.every(isGapless),
      seconds: Math.round(tookMs / 100) / 10,
    },
  };
}

function faultsOfJob(one: JobEvidence): readonly string[] {
  const { job, branchSha } = one;
  const shippings = eventsOf(one, "job.shipped").length;
  const sha = job.outcome?.sha ?? null;
  const checks: readonly (readonly [boolean, string])[] = [
    [job.stage === "shipped", `is ${job.stage}, not shipped`],
    [shippings === 1, `was shipped ${shippings} times`],
    [isGapless(one), `has gaps in its events: ${one.events.map((event) => event.seq).join(" ")} of ${one.lastSeq}`],
    [sha !== null && branchSha === sha, `shipped ${sha ?? "nothing"}, but its branch is at ${branchSha ?? "nothing"}`],
    [risesStrictly(eventsOf(one, "job.claimed")), "was granted twice under one epoch"],
  ];
  return checks.flatMap(([holds, fault]) => (holds ? [] : [`${job.title} ${fault}.`]));
}

/** A job that waits for others was not granted before the last of them had shipped. */
function faultsOfOrder(one: JobEvidence, jobs: readonly JobEvidence[]): readonly string[] {
  const awaited = jobs.filter(({ job }) => one.job.deps.includes(job.id) || job.parentId === one.job.id);
  const granted = eventsOf(one, "job.claimed")[0];
  if (granted === undefined) return [];
  return awaited
    .filter((other) => {
      const shipped = eventsOf(other, "job.shipped")[0];
      return shipped === undefined || Date.parse(shipped.at) > Date.parse(granted.at);
    })
    .map((other) => `${one.job.title} was granted before ${other.job.title} had shipped.`);
}

function faultsOfCrashes(evidence: Evidence, reassigned: number): readonly string[] {
  const particular = evidence.jobs.find((one) => one.file === PARTICULAR_FILE);
  const elsewhere = particular?.factories.some((name) => name !== BUILDER.name) ?? false;
  const checks: readonly (readonly [boolean, string])[] = [
    [reassigned >= 1, "No job changed hands after its factory was killed."],
    [evidence.keptCheckpoint === true, "The second attempt did not go on from the checkpoint of the first."],
    [
      evidence.fencedCode === "fenced",
      `The late report was not refused as fenced but ${evidence.fencedCode ?? "believed"}.`,
    ],
    [evidence.coordinatorRestarts === 1, `The coordinator was restarted ${evidence.coordinatorRestarts} times.`],
    [!elsewhere, `${particular?.job.title ?? ""} ran where its capability is not offered.`],
  ];
  return checks.flatMap(([holds, fault]) => (holds ? [] : [fault]));
}

const eventsOf = (one: JobEvidence, type: string): readonly FleetEvent[] =>
  one.events.filter((event) => event.type === type);
const isLeaseLost = (event: FleetEvent): boolean => event.data["cause"] === "lease_lost";
const isGapless = ({ events, lastSeq }: JobEvidence): boolean =>
  events.length > 0 && events.length === lastSeq && events.every((event, at) => event.seq === at + 1);
const risesStrictly = (claims: readonly FleetEvent[]): boolean =>
  claims.every((claim, at) => claim.epoch > (claims[at - 1]?.epoch ?? 0));
