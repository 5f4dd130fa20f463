import { type FleetClient } from "#client/fleet-client.ts";
import { hasEnded } from "#contract/stage.ts";
import { whichPerson } from "#cli/commands/why-waiting.ts";
import { type Context } from "#cli/context.ts";
import { EXIT, type ExitCode } from "#cli/exit-codes.ts";
import { refuse } from "#cli/refuse.ts";

const POLL_MS = 500;

/** Polls until the job has ended or the deadline is over; every change of stage is told on stderr. */
export async function waitForJob(
  context: Context,
  fleet: FleetClient,
  { jobId, deadlineMs }: { readonly jobId: string; readonly deadlineMs: number },
): Promise<ExitCode> {
  const { terminal } = context;
  for (let seen = ""; ;) {
    // oxlint-disable-next-line no-await-in-loop -- one poll follows the other
    const reply = await fleet.getJob({ params: { jobId } });
    if (!reply.ok) return refuse(context, reply.problem);
    const { job } = reply.value;
    const { stage, outcome } = job;
    if (stage !== seen)
      terminal.err(`${jobId} is ${stage}${hasEnded(stage) && outcome !== null ? `: ${outcome.message}` : ""}\n`);
    if (stage !== seen && (stage === "review" || stage === "testing")) terminal.err(`${whichPerson(job)}\n`);
    seen = stage;
    if (hasEnded(stage)) return stage === "shipped" ? EXIT.ok : EXIT.jobFailed;
    if (terminal.nowMs() >= deadlineMs) {
      terminal.err(`${jobId} was still ${stage} when the time was up. See why: agf jobs explain ${jobId}\n`);
      return EXIT.timeout;
    }
    // oxlint-disable-next-line no-await-in-loop -- the pause between two polls
    await terminal.sleep(POLL_MS);
  }
}
