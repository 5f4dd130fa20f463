import { useId } from "preact/hooks";
import { type ActionForm } from "#dashboard/data/action-form.ts";

type Props = {
  readonly form: ActionForm;
  /** Why it cannot be pressed now; null when it can. */
  readonly reason: string | null;
  readonly isRunning: boolean;
  readonly onPress: () => void;
};

/** Stays in the tab order when it is not allowed, so that its reason can be found by keyboard too. */
export function ActionButton({ form, reason, isRunning, onPress }: Props) {
  const reasonId = useId();
  const isOff = reason !== null;
  return (
    <span class="action">
      <button
        type="button"
        class={`button ${form.tone}`}
        aria-disabled={isOff}
        aria-describedby={isOff ? reasonId : undefined}
        onClick={() => {
          if (!isOff) onPress();
        }}
      >
        {isRunning ? "Working" : form.label}
      </button>
      {isOff && (
        <span role="tooltip" id={reasonId} class="tip">
          {reason}
        </span>
      )}
    </span>
  );
}
