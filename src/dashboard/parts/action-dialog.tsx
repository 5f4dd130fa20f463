import { useEffect, useId, useRef, useState } from "preact/hooks";
import { type ActionForm } from "#dashboard/data/action-form.ts";

const NOTE_CHARS_MAX = 2_000;

type Props = {
  readonly form: ActionForm;
  readonly jobTitle: string;
  readonly onConfirm: (note: string) => void;
  readonly onClose: () => void;
};

/** Asks before what cannot be taken back, with room for a note that stands in the job's events. */
export function ActionDialog({ form, jobTitle, onConfirm, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [note, setNote] = useState("");
  const headingId = useId();
  const noteId = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const wants = form.confirm?.note ?? "none";
  const confirm = (event: Event): void => {
    event.preventDefault();
    // Closing gives the focus back to the button that asked.
    dialog.current?.close();
    onConfirm(note.trim());
  };
  return (
    <dialog ref={dialog} aria-labelledby={headingId} onClose={onClose}>
      <form onSubmit={confirm}>
        <h2 id={headingId}>{form.label}</h2>
        <p class="strong">{jobTitle}</p>
        <p>{form.confirm?.sentence}</p>
        {wants !== "none" && (
          <>
            <label for={noteId}>{wants === "required" ? "Note" : "Note (optional)"}</label>
            <textarea
              id={noteId}
              rows={3}
              maxLength={NOTE_CHARS_MAX}
              required={wants === "required"}
              value={note}
              onInput={(event) => setNote(event.currentTarget.value)}
            />
          </>
        )}
        <div class="dialog-foot">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            Back
          </button>
          <button type="submit" class={`button ${form.tone}`}>
            {form.label}
          </button>
        </div>
      </form>
    </dialog>
  );
}
