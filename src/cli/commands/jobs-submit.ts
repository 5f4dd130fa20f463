import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import * as z from "zod";
import { type FleetClient } from "#client/fleet-client.ts";
import { type Job } from "#contract/job.ts";
import { defineCommand } from "#cli/command.ts";
import { jobColumns } from "#cli/commands/job-columns.ts";
import { waitForJob } from "#cli/commands/wait-for-job.ts";
import { withFleet } from "#cli/connect.ts";
import { type Context } from "#cli/context.ts";
import { EXIT, type ExitCode } from "#cli/exit-codes.ts";
import { localProblem } from "#cli/local-problem.ts";
import { printJson } from "#cli/print.ts";
import { refuse } from "#cli/refuse.ts";
import { renderTable } from "#cli/render/table.ts";

const WAIT_SEC_DEFAULT = 3_600;
const STDIN = "-";

export const jobsSubmit = defineCommand({
  path: ["jobs", "submit"],
  summary: "submit manifests (- reads one from stdin), in the order given",
  args: "<file...>",
  options: [
    ["--strict", "refuse a job that no live factory can run"],
    ["--wait", "wait until every job has shipped (exit code 8 when one does not)"],
    ["--timeout-sec <n>", `with --wait: wait so long (${WAIT_SEC_DEFAULT}), then exit with 124`],
  ],
  input: z.object({
    file: z.array(z.string()).min(1),
    strict: z.boolean().default(false),
    wait: z.boolean().default(false),
    timeoutSec: z.coerce.number().positive().default(WAIT_SEC_DEFAULT),
  }),
  run: (context, { file: files, strict, wait, timeoutSec }) =>
    withFleet(context, async (fleet) => {
      const jobs: Job[] = [];
      for (const file of files) {
        // oxlint-disable-next-line no-await-in-loop -- a job may depend on the file before it
        const submitted = await submitFile(context, fleet, { file, strict });
        if (!submitted.ok) return submitted.exitCode;
        jobs.push(submitted.job);
      }
      return wait ? waitForAll(context, fleet, { jobs, timeoutSec }) : EXIT.ok;
    }),
});

type Submitted = { readonly ok: true; readonly job: Job } | { readonly ok: false; readonly exitCode: ExitCode };

async function submitFile(
  context: Context,
  fleet: FleetClient,
  { file, strict }: { readonly file: string; readonly strict: boolean },
): Promise<Submitted> {
  const { terminal } = context;
  const text = await (file === STDIN ? terminal.readStdin() : readFile(resolve(terminal.cwd, file), "utf8")).catch(
    () => null,
  );
  if (text === null) {
    refuse(context, localProblem("unreadable-file", `${file} cannot be read`, "Check the path."));
    return { ok: false, exitCode: EXIT.usage };
  }
  const reply = await fleet.submitJob({ query: { strict: strict ? "1" : "0" }, body: text });
  if (!reply.ok) {
    if (!context.json) terminal.err(`${file} was not accepted.\n`);
    return { ok: false, exitCode: refuse(context, reply.problem) };
  }
  const { job, replayed, missing } = reply.value;
  if (context.json) printJson(context, reply.value);
  else terminal.out(renderTable([job], jobColumns(terminal.nowMs()), { ...terminal, outIsTty: false }));
  if (replayed && !context.json) terminal.err(`${file} had been submitted before: this is that job.\n`);
  if (!context.json)
    for (const { capability, nearest } of missing)
      terminal.err(
        `${file} waits: nobody offers ${capability}${nearest === null ? "" : ` (the nearest is ${nearest})`}.\n`,
      );
  return { ok: true, job };
}

/** The worst end is the exit code: one job that did not ship fails the whole command. */
async function waitForAll(
  context: Context,
  fleet: FleetClient,
  { jobs, timeoutSec }: { readonly jobs: readonly Job[]; readonly timeoutSec: number },
): Promise<ExitCode> {
  const deadlineMs = context.terminal.nowMs() + timeoutSec * 1_000;
  const codes = await Promise.all(jobs.map((job) => waitForJob(context, fleet, { jobId: job.id, deadlineMs })));
  return codes.find((code) => code !== EXIT.ok) ?? EXIT.ok;
}
