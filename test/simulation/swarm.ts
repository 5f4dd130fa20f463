import { createChance } from "./chance.ts";
import { type Faults } from "./kernel.ts";

export type Swarm = {
  readonly faults: Faults;
  readonly coordinators: number;
  readonly factories: number;
  readonly interferences: number;
  readonly zombies: boolean;
  /** Too little for all the work, or null for a product without a budget. */
  readonly ceilingMicroUsd: number | null;
};

/** Every seed draws its own mix of faults and its own fleet: one mix for all would hide whole classes of bugs. */
export function swarmOf(seed: number): Swarm {
  const chance = createChance(seed * 7_919 + 13);
  return {
    faults: {
      crash: chance.pick([0, 0.001, 0.004, 0.02]),
      operation: chance.pick([0, 0.01, 0.03, 0.1]),
      network: chance.pick([0, 0.02, 0.08]),
      timeJump: chance.pick([0, 0.02, 0.1, 0.3]),
      straggle: chance.pick([0, 0.02, 0.1, 0.3]),
      crashesMax: chance.pick([1, 3, 6, 10]),
    },
    coordinators: chance.pick([1, 2, 3]),
    factories: chance.pick([1, 1, 2, 3, 4]),
    interferences: chance.pick([0, 1, 2, 4]),
    zombies: chance.pick([true, true, false]),
    ceilingMicroUsd: chance.pick([null, null, 60, 100]),
  };
}
