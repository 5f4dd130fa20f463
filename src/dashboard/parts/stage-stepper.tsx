import { type Job } from "#contract/job.ts";
import { stagePath } from "#dashboard/data/stage-path.ts";
import { StageMark } from "./stage-mark.tsx";

const SAID = { done: "done", current: "now", ahead: "not yet" } as const;

export function StageStepper({ job }: { readonly job: Job }) {
  return (
    <ol class="stepper" aria-label="Stages">
      {stagePath(job).map(({ stage, state }) => (
        <li key={stage} class={`step step-${state}`} aria-current={state === "current" ? "step" : undefined}>
          <StageMark stage={stage} isHeld={job.held && state === "current"} />
          <span class="unseen">{` (${SAID[state]})`}</span>
        </li>
      ))}
    </ol>
  );
}
