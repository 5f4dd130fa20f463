import { type Stage } from "#contract/stage.ts";
import { stageName } from "#dashboard/format/stage-name.ts";
import { Icon, stageIcon } from "./icon.tsx";

/** A stage by icon and by name: its colour is a help and never the message. */
export function StageMark({ stage, isHeld = false }: { readonly stage: Stage; readonly isHeld?: boolean }) {
  return (
    <span class={`stage stage-${stage}`}>
      <Icon name={isHeld ? "pause" : stageIcon(stage)} />
      {stageName(stage)}
      {isHeld && <span class="chip">held</span>}
    </span>
  );
}
