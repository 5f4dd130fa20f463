import { type ProblemDocument } from "#contract/problem.ts";
import { Icon } from "./icon.tsx";

type Props = { readonly problem: ProblemDocument; readonly onRetry?: () => void };

/** A refusal or an outage in the server's own words, with the id that finds the log line. */
export function ProblemNote({ problem, onRetry }: Props) {
  const reason = problem["reason"];
  return (
    <div class="problem">
      <Icon name="warning" />
      <div>
        <p class="problem-title">{problem.title}</p>
        <p>{typeof reason === "string" ? reason : problem.detail}</p>
        {problem.requestId !== "" && (
          <p class="faint">
            Request <code>{problem.requestId}</code>
          </p>
        )}
        {onRetry !== undefined && (
          <button type="button" class="button" onClick={onRetry}>
            <Icon name="refresh" />
            Retry
          </button>
        )}
      </div>
    </div>
  );
}
