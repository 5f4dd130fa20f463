import { useState } from "preact/hooks";
import { type JobAction, whyNot } from "#contract/job-can.ts";
import { type Job } from "#contract/job.ts";
import { type ProblemDocument } from "#contract/problem.ts";
import { ACTION_FORMS, ACTIONS_SHOWN } from "#dashboard/data/action-form.ts";
import { whyReadOnly } from "#dashboard/data/identity.ts";
import { type JobDetail } from "#dashboard/data/job-detail.ts";
import { ActionButton } from "./action-button.tsx";
import { ActionDialog } from "./action-dialog.tsx";
import { useSigned } from "./fleet-context.ts";
import { ProblemNote } from "./problem-note.tsx";

type Props = { readonly job: Job; readonly detail: JobDetail };

/** Everything that an operator can do with the job. What cannot be done now stays there and says why. */
export function JobActions({ job, detail }: Props) {
  const { identity } = useSigned();
  const [asking, setAsking] = useState<JobAction | null>(null);
  const [running, setRunning] = useState<JobAction | null>(null);
  const [problem, setProblem] = useState<ProblemDocument | null>(null);
  const [said, setSaid] = useState("");
  const run = async (action: JobAction, note: string): Promise<void> => {
    setAsking(null);
    setRunning(action);
    const refused = await detail.act(action, note);
    setRunning(null);
    setProblem(refused);
    setSaid(refused === null ? `${ACTION_FORMS[action].label}: done.` : "");
  };
  const press = (action: JobAction): void => {
    if (ACTION_FORMS[action].confirm === null) void run(action, "");
    else setAsking(action);
  };
  return (
    <div class="actions-frame">
      <div class="actions" role="group" aria-label="Actions">
        {ACTIONS_SHOWN.map((action) => (
          <ActionButton
            key={action}
            form={ACTION_FORMS[action]}
            reason={
              whyReadOnly(identity.role) ??
              whyNot(action, job) ??
              (running === null ? null : "Another action is running.")
            }
            isRunning={running === action}
            onPress={() => press(action)}
          />
        ))}
      </div>
      <span role="status" class="unseen">
        {said}
      </span>
      {problem !== null && <ProblemNote problem={problem} />}
      {asking !== null && (
        <ActionDialog
          form={ACTION_FORMS[asking]}
          jobTitle={job.title}
          onClose={() => setAsking(null)}
          onConfirm={(note) => void run(asking, note)}
        />
      )}
    </div>
  );
}
