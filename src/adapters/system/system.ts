import { setTimeout as wait } from "node:timers/promises";
import { type Clock, type Random, type Sleep } from "#application/ports/system.ts";

export const systemClock: Clock = { nowMs: () => Date.now() };
export const systemRandom: Random = { next: () => Math.random() };
export const systemSleep: Sleep = async (ms) => {
  await wait(ms);
};
