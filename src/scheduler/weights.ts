import { type Weights } from "./types.ts";

export const DEFAULT_WEIGHTS: Weights = {
  capabilityFit: 1,
  affinity: 0.5,
  load: 1,
  costFit: 0.75,
  health: 1,
  starvation: 1.5,
};

export const WEIGHT_MAX = 100;

/**
 * The names of the weights that cannot be used: each must be a number from 0 to WEIGHT_MAX. A negative weight would
 * turn its term around (the loaded factory, the younger job first), which is never what was meant.
 */
export function invalidWeights(weights: Weights): readonly string[] {
  return Object.entries(weights)
    .filter(([, weight]) => !(weight >= 0 && weight <= WEIGHT_MAX))
    .map(([name]) => name);
}
