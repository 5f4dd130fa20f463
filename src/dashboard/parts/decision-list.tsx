import { type Decision, type JobDetail } from "#dashboard/data/job-detail.ts";
import { passedOver, termsOf } from "#dashboard/format/decision.ts";
import { formatCount } from "#dashboard/format/money.ts";
import { LiveAge } from "./age.tsx";
import { useSigned } from "./fleet-context.ts";
import { Panel } from "./panel.tsx";

/** Why each claim chose this job for its factory, as it was decided then. */
export function DecisionList({ detail }: { readonly detail: JobDetail }) {
  return (
    <Panel
      title="Why this factory"
      source={detail.decisions.value}
      isEmpty={(decisions) => decisions.length === 0}
      onRetry={() => void detail.refresh()}
      empty={<p>No claim has chosen this job yet. The line under the stages says what it waits for.</p>}
    >
      {(decisions) => (
        <ol class="decisions">
          {decisions.toReversed().map((decision) => (
            <DecisionItem key={`${decision.epoch} ${decision.factoryId}`} decision={decision} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function DecisionItem({ decision }: { readonly decision: Decision }) {
  const { fleet } = useSigned();
  const dropped = passedOver(decision.dropped);
  return (
    <li>
      <p>
        <strong>{fleet.nameOf(decision.factoryId)}</strong>
        {`, epoch ${decision.epoch}: score ${decision.score.toFixed(2)}, best of ${formatCount(decision.considered)}`}
      </p>
      <ul class="chips" aria-label="Terms of the score">
        {termsOf(decision.terms).map((term) => (
          <li key={term} class="chip">
            {term}
          </li>
        ))}
      </ul>
      <p class="faint">
        {dropped !== "" && `Passed over: ${dropped}. `}
        {`Policy ${decision.policy}, `}
        <LiveAge at={decision.at} suffix=" ago" />
      </p>
    </li>
  );
}
