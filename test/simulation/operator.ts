import { actOnJob } from "#application/jobs/act-on-job.ts";
import { submitJob } from "#application/jobs/submit-job.ts";
import { type JobAction } from "#contract/job-can.ts";
import { Manifest } from "#contract/manifest/manifest.ts";
import { call } from "./caller.ts";
import { type Coordinator, type Ground, PRODUCT } from "./coordinator.ts";
import { type Process } from "./kernel.ts";

const LOOK_EVERY_MS = 4_000;

/** Two plain jobs, and one that is put together from two children. A child names its parent by key. */
const SUBMISSIONS: readonly (readonly { readonly key: string; readonly more?: object }[])[] = [
  [{ key: "j1" }],
  [{ key: "j2", more: { deps: ["j1"] } }],
  [
    { key: "par", more: { kind: "composite", children: 2 } },
    { key: "c1", more: { parent: "par" } },
    { key: "c2", more: { parent: "par" } },
  ],
];
/** About what a run costs here; only a product with a ceiling makes anything of it. */
const BUDGET = { usd: 0.000_04 };
export const KEYS = SUBMISSIONS.flat().map(({ key }) => key);

export type Desk = {
  readonly ground: Ground;
  readonly coordinators: readonly Coordinator[];
  readonly process: Process;
  readonly interferences: number;
};

/** Submits everything, ships what is ready, and gets in the way now and then. */
export function startOperator(desk: Desk): void {
  const { ground, process } = desk;
  ground.kernel.spawn(() => submitInOrder(desk));
  ground.kernel.spawn(async () => {
    for (let look = 0; ; look++) {
      await ground.kernel.sleep(process, LOOK_EVERY_MS);
      const ready = ground.invariants.jobs().filter(({ stage }) => stage === "testing");
      await Promise.all(ready.map((job) => act(desk, job.id, "ship", `ship.${job.rev}`)));
      const failed = ground.invariants.jobs().filter(({ stage }) => stage === "dead_letter");
      await Promise.all(failed.map((job) => act(desk, job.id, "requeue", `redrive.${job.rev}`)));
    }
  });
  ground.kernel.spawn(async () => {
    for (let count = 0; count < desk.interferences; count++) {
      await ground.kernel.sleep(process, 5_000 + ground.chance.int(60_000));
      const busy = ground.invariants.jobs().filter(({ lease }) => lease !== null);
      if (busy.length > 0) await act(desk, ground.chance.pick(busy).id, "requeue", `interfere.${count}`);
    }
  });
}

async function submitInOrder(desk: Desk): Promise<void> {
  const { ground } = desk;
  // One after another, because each may name the one before; twice at once now and then, as impatient people do.
  for (const { key, more } of SUBMISSIONS.flat()) {
    const twice = ground.chance.hits(0.3);
    await Promise.all([submit(desk, key, more), ...(twice ? [submit(desk, key, more)] : [])]);
  }
}

async function submit({ ground, coordinators, process }: Desk, key: string, more: object = {}): Promise<void> {
  const manifest = Manifest.parse({ title: key, key, reviewers: 0, attempts: 3, budget: BUDGET, ...more });
  const outcome = await call(ground, process, coordinators, {
    what: `submit ${key}`,
    behalf: null,
    handle: (deps) =>
      submitJob(deps, { productId: PRODUCT, manifest, bodyMd: `# ${key}`, submittedBy: "op", strict: false }),
  });
  if (!outcome.ok) ground.invariants.broken(`EXC the submit of ${key} was refused: ${outcome.problem.code}`);
}

const act = ({ ground, coordinators, process }: Desk, jobId: string, action: JobAction, opId: string) =>
  call(ground, process, coordinators, {
    what: `${action} ${jobId}`,
    behalf: null,
    handle: (deps) => actOnJob(deps, { productId: PRODUCT, jobId, action, opId, by: "op", note: "" }),
  });
