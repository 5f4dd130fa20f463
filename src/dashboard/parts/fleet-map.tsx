import { useSigned } from "./fleet-context.ts";
import { Command } from "./command.tsx";
import { FactoryCard } from "./factory-card.tsx";
import { Panel } from "./panel.tsx";

/** Every factory of the product, as a map of cards. */
export function FleetMap() {
  const { fleet } = useSigned();
  const factories = fleet.factories.value;
  const all = factories.data ?? [];
  const seats = all.reduce((sum, factory) => sum + factory.seatLimit, 0);
  const used = all.reduce((sum, factory) => sum + factory.seatsUsed, 0);
  return (
    <Panel
      title="Factories"
      source={factories}
      isEmpty={(data) => data.length === 0}
      onRetry={() => void fleet.refresh()}
      aside={all.length > 0 && <span class="faint">{`${used} of ${seats} seats used`}</span>}
      empty={
        <>
          <p>No factory is enrolled. A job waits in the queue until one is.</p>
          <p>
            Enrol this machine: <Command text="agf factory run --name my-machine" />
          </p>
        </>
      }
    >
      {(data) => (
        <ul class="map">
          {data.map((factory) => (
            <FactoryCard key={factory.id} factory={factory} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
