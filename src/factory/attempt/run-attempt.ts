import { mkdir, rm } from "node:fs/promises";
import { type ClaimedJob } from "#contract/routes/worker-routes.ts";
import { type Engine, type EngineEvent, type Resume } from "#factory/engines/engine.ts";
import { addCheckout, type Checkout, removeCheckout } from "#factory/workspace/checkout.ts";
import { GitError } from "#factory/workspace/git.ts";
import { type AttemptControl, type AttemptDeps } from "./attempt-deps.ts";
import { createCheckpointer } from "./checkpointer.ts";
import { type Coordinator, createCoordinator } from "./coordinator.ts";
import { endAttempt, fail, type RepoWork } from "./end-attempt.ts";
import { runEngine } from "./run-engine.ts";
import { type RunFolder, runFolderOf } from "./run-folder.ts";
import { openRunLog } from "./run-log.ts";
import { createUsageReporter } from "./usage-reporter.ts";

const MS_PER_MINUTE = 60_000;

/** Works on one claimed job from its checkout to its last report. Never throws: what goes wrong is an outcome. */
export async function runAttempt(deps: AttemptDeps, claimed: ClaimedJob, control: AttemptControl): Promise<void> {
  const folder = runFolderOf(deps.dataFolder, claimed.runId);
  const coordinator = createCoordinator(
    { ...deps, ...deps.settings, giveUp: control.giveUp, onLost: control.onLost },
    claimed,
  );
  const names = { jobId: claimed.job.id, runId: claimed.runId };
  deps.log({ event: "attempt.started", ...names, engine: claimed.job.engine, epoch: claimed.leaseEpoch });
  let end: string;
  try {
    end = await attempt(deps, claimed, control, folder, coordinator);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    deps.log({ event: "attempt.broke", ...names, detail: deps.mask(message) });
    const code = error instanceof GitError ? "workspace" : "factory-fault";
    end = control.lost.aborted ? "lost" : await fail({ deps, coordinator }, { code, message });
  }
  await rm(folder.workFolder, { recursive: true, force: true });
  await folder.recordEnd(end, new Date(deps.wallClockMs()).toISOString());
  deps.log({ event: "attempt.ended", ...names, end });
}

async function attempt(
  deps: AttemptDeps,
  claimed: ClaimedJob,
  control: AttemptControl,
  folder: RunFolder,
  coordinator: Coordinator,
): Promise<string> {
  const { job, runId, leaseEpoch } = claimed;
  const mirror = job.repo === null ? null : await deps.mirrors.refresh(job.repo.url);
  await folder.recordStart({ runId, jobId: job.id, epoch: leaseEpoch, engine: job.engine, mirror });
  const engine = deps.engines.get(job.engine);
  if (engine === undefined) {
    return fail({ deps, coordinator }, { code: "no-engine", message: `This factory has no engine ${job.engine}.` });
  }
  const checkout = await checkOut(claimed, mirror, folder);
  try {
    const told = await coordinator.patch("start", { stage: "building" }, false);
    if (told !== "accepted") return `not started: ${told}`;
    return await work(deps, claimed, control, { folder, coordinator, engine, checkout });
  } finally {
    if (checkout !== null) await removeCheckout(checkout);
  }
}

async function checkOut(claimed: ClaimedJob, mirror: string | null, folder: RunFolder): Promise<Checkout | null> {
  const { job, leaseEpoch, checkpoint } = claimed;
  if (mirror === null || job.repo === null) {
    await mkdir(folder.workFolder, { recursive: true });
    return null;
  }
  return addCheckout({
    mirror,
    folder: folder.workFolder,
    jobId: job.id,
    epoch: leaseEpoch,
    repo: job.repo,
    checkpoint,
  });
}

type Parts = {
  readonly folder: RunFolder;
  readonly coordinator: Coordinator;
  readonly engine: Engine;
  readonly checkout: Checkout | null;
};

async function work(deps: AttemptDeps, claimed: ClaimedJob, control: AttemptControl, parts: Parts): Promise<string> {
  const { folder, coordinator, engine, checkout } = parts;
  const { job, runId, leaseEpoch } = claimed;
  const { settings } = deps;
  const usage = createUsageReporter(coordinator, `${engine.id}-${leaseEpoch}`);
  const repoWork = checkout === null ? null : openWork(deps, claimed, control, coordinator, folder, checkout);
  const runLog = openRunLog(folder.logFile, deps.mask, deps.wallClockMs);
  const timer = setInterval(() => void repoWork?.checkpointer.take(null), settings.checkpointMs);
  const onEvent = (event: EngineEvent) => {
    runLog.write(event);
    if (event.type === "checkpoint") void repoWork?.checkpointer.take(event.summary);
    if (event.type === "session") repoWork?.checkpointer.enterSession(event.id);
    usage.onEvent(event);
  };
  try {
    const end = await runEngine(
      engine,
      {
        jobId: job.id,
        runId,
        epoch: leaseEpoch,
        bodyMd: claimed.bodyMd,
        workFolder: folder.workFolder,
        scratchFolder: folder.scratchFolder,
        resume: resumeOf(claimed, engine, checkout),
        passEnv: settings.passEnv,
        ladder: settings.ladder,
        isolate: settings.isolate,
        onSpawn: (pid) => {
          folder
            .recordEngine(pid)
            .catch((error: unknown) => deps.log({ event: "engine.not-recorded", detail: String(error) }));
        },
      },
      { control, wallMs: job.wallMinutes * MS_PER_MINUTE, fencedGraceMs: settings.fencedGraceMs, onEvent },
    );
    clearInterval(timer);
    const [how] = await Promise.all([
      endAttempt({ deps, control, claimed, coordinator, work: repoWork }, end),
      usage.finish(),
    ]);
    return how;
  } finally {
    clearInterval(timer);
    await runLog.close();
  }
}

function openWork(
  deps: AttemptDeps,
  claimed: ClaimedJob,
  control: AttemptControl,
  coordinator: Coordinator,
  folder: RunFolder,
  checkout: Checkout,
): RepoWork {
  const checkpointer = createCheckpointer({
    checkout,
    coordinator,
    scratchFolder: folder.scratchFolder,
    factoryName: deps.factoryName,
    engine: claimed.job.engine,
    summary: (checkout.resumed ? claimed.checkpoint?.summary : null) ?? "Work in progress.",
    isLost: () => control.lost.aborted,
    log: deps.log,
  });
  return { checkout, checkpointer };
}

/** A session means something only to the engine that made it, and only beside the commit that it speaks of. */
function resumeOf({ checkpoint }: ClaimedJob, engine: Engine, checkout: Checkout | null): Resume | null {
  if (checkpoint === null || checkout === null || !checkout.resumed) return null;
  const sessionRef = checkpoint.engine === engine.id ? checkpoint.sessionRef : null;
  return { sha: checkpoint.sha, summary: checkpoint.summary, sessionRef };
}
