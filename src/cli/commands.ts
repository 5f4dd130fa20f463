import { type Command } from "#cli/command.ts";
import { api } from "#cli/commands/api.ts";
import { factoriesList } from "#cli/commands/factories-list.ts";
import { factoriesRemove } from "#cli/commands/factories-remove.ts";
import { factoriesResume, factoryOrders } from "#cli/commands/factories-steer.ts";
import { factoryCode } from "#cli/commands/factory-code.ts";
import { factoryRun } from "#cli/commands/factory-run.ts";
import { help } from "#cli/commands/help.ts";
import { jobActions } from "#cli/commands/jobs-act.ts";
import { jobsEvents } from "#cli/commands/jobs-events.ts";
import { jobsExplain } from "#cli/commands/jobs-explain.ts";
import { jobsGet } from "#cli/commands/jobs-get.ts";
import { jobsList } from "#cli/commands/jobs-list.ts";
import { jobsRuns } from "#cli/commands/jobs-runs.ts";
import { jobsSubmit } from "#cli/commands/jobs-submit.ts";
import { jobsWatch } from "#cli/commands/jobs-watch.ts";
import { localParts } from "#cli/commands/local-parts.ts";
import { localToken } from "#cli/commands/local-token.ts";
import { open } from "#cli/commands/open.ts";
import { tokensCreate, tokensList, tokensRevoke } from "#cli/commands/tokens.ts";
import { start } from "#cli/commands/start.ts";

/** What a word before the verb stands for. */
export const GROUPS = {
  factory: "this machine as a factory",
  jobs: "submit, read and steer jobs",
  factories: "the factories of the product",
  tokens: "the tokens of people and programs",
  local: "single parts of Azure on this machine, and a token for a deployment",
} as const;

/** Everything that `agf` can do, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  start,
  jobsSubmit,
  jobsList,
  jobsGet,
  jobsEvents,
  jobsRuns,
  jobsExplain,
  ...jobActions,
  jobsWatch,
  factoryRun,
  factoryCode,
  factoriesList,
  ...factoryOrders,
  factoriesResume,
  factoriesRemove,
  tokensCreate,
  tokensList,
  tokensRevoke,
  ...localParts,
  localToken,
  api,
  open,
  help,
];
