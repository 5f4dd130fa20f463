import { type Evidence } from "#cli/demo/evidence.ts";
import { RESULT_COLUMNS } from "#cli/demo/result-table.ts";
import { type Verdict } from "#cli/demo/verdict.ts";
import { EXIT, type ExitCode } from "#cli/exit-codes.ts";
import { type Look, renderTable } from "#cli/render/table.ts";
import { type Terminal } from "#cli/terminal.ts";

type To = {
  readonly json: boolean;
  readonly terminal: Pick<Terminal, "out" | "err">;
  /** Where everything goes that a person reads. */
  readonly out: (text: string) => void;
  readonly look: Look;
};

/** The table of the jobs and the verdict; with `json` the one line on stdout as well. */
export function report(evidence: Evidence, { summary, faults }: Verdict, to: To): ExitCode {
  to.out(`\n${renderTable(evidence.jobs, RESULT_COLUMNS, to.look)}`);
  if (summary.ok)
    to.out(`\n${summary.shipped} of ${summary.jobs} jobs shipped, each exactly once, in ${summary.seconds} s.\n`);
  for (const fault of faults) to.terminal.err(`wrong: ${fault}\n`);
  if (to.json) to.terminal.out(`${JSON.stringify(summary)}\n`);
  return summary.ok ? EXIT.ok : EXIT.error;
}
