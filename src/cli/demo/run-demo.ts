import { BUILDER, BUILDING_FILE, HELPER, JOB_FILES } from "#cli/demo/cast.ts";
import { cancelLeftovers } from "#cli/demo/cancel-leftovers.ts";
import { awaitTakeover, crashBuilder } from "#cli/demo/crash-builder.ts";
import { type Demo } from "#cli/demo/demo.ts";
import { type Evidence } from "#cli/demo/evidence.ts";
import { createFleetView } from "#cli/demo/fleet-view.ts";
import { gatherEvidence } from "#cli/demo/gather-evidence.ts";
import { makeRepository } from "#cli/demo/make-repository.ts";
import { readManifests } from "#cli/demo/read-manifests.ts";
import { restartCoordinator } from "#cli/demo/restart-coordinator.ts";
import { speakFromTheGrave } from "#cli/demo/speak-from-the-grave.ts";
import { type Coordinator, startCoordinator } from "#cli/demo/start-coordinator.ts";
import { enrolAndStart, startAgain } from "#cli/demo/start-factory.ts";
import { submitJob, type SubmittedJob } from "#cli/demo/submit-job.ts";

type DemoRun = { readonly coordinator: Coordinator; readonly evidence: Evidence };

/** The whole story, in the order in which it happens. */
export async function runDemo(demo: Demo): Promise<DemoRun> {
  const { say } = demo.narrator;
  const examples = await readManifests();
  const first = await startCoordinator(demo, demo.flags.port);
  say(`The coordinator runs. Dashboard: ${first.dashboardUrl}`);
  const leftovers = await cancelLeftovers(first.fleet, demo.newKey);
  if (leftovers > 0) say(`${leftovers} jobs of an interrupted demo were cancelled.`);
  const repository = await makeRepository(demo.runFolder);

  const keys = new Set(examples.flatMap(({ manifest }) => manifest.key ?? []));
  const view = createFleetView(demo, first.fleet);
  const submitted: SubmittedJob[] = [];
  const submit = async (wanted: (file: string) => boolean): Promise<void> => {
    for (const example of examples.filter(({ file }) => wanted(file))) {
      // oxlint-disable-next-line no-await-in-loop -- a job that is referred to must be there first
      const job = await submitJob(first.fleet, example, { suffix: demo.suffix, repoUrl: repository.url, keys });
      submitted.push(job);
      view.watch(job);
    }
  };

  const builder = await enrolAndStart(demo, first, BUILDER);
  view.nameFactory(builder.factoryId, BUILDER.name);
  await submit((file) => file === BUILDING_FILE);
  await view.until(`${BUILDER.name} to claim the tables`, ({ of }) => of(BUILDING_FILE)?.lease ?? null);
  const helper = await enrolAndStart(demo, first, HELPER);
  view.nameFactory(helper.factoryId, HELPER.name);
  await submit((file) => file !== BUILDING_FILE);
  say(`${BUILDER.name} and ${HELPER.name} work; ${JOB_FILES.length} jobs are submitted.`);

  const crash = await crashBuilder(demo, first.fleet, { view, builder });
  await awaitTakeover({ demo, view }, crash, helper);
  const refusal = await speakFromTheGrave(demo, first, { crash, builder });
  await startAgain(demo, first, builder);
  say(`${BUILDER.name} starts again: one job can run nowhere else.`);

  const coordinator = await restartCoordinator(demo, view, first);
  await view.until("every job to ship", ({ all }) =>
    all.length === JOB_FILES.length && all.every((job) => job.stage === "shipped") ? all : null,
  );
  const names = new Map([
    [builder.factoryId, BUILDER.name],
    [helper.factoryId, HELPER.name],
  ]);
  demo.waitingFor("the evidence");
  const evidence = await gatherEvidence(
    { fleet: coordinator.fleet, repositoryFolder: repository.folder, submitted, names },
    { fencedCode: refusal?.code ?? null, coordinatorRestarts: 1 },
  );
  return { coordinator, evidence };
}
