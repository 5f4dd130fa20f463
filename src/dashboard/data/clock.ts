import { signal } from "@preact/signals";

const SECOND_MS = 1_000;
const SLOW_MS = 10_000;

/** This machine's time: how long ago something arrived here. */
export const localNowMs = signal(Date.now());
/** The server's time as far as this page knows it: ages and countdowns are not falsified by a wrong clock here. */
export const serverNowMs = signal(Date.now());
/** The same in steps of ten seconds, for tables: their text need not change every second. */
export const slowServerNowMs = signal(Date.now());

let skewMs = 0;

/** `serverTime` is a moment that an answer just carried. */
export function adoptServerTime(serverTime: string): void {
  skewMs = Date.parse(serverTime) - Date.now();
  advance();
}

export function startClock(): void {
  setInterval(advance, SECOND_MS);
}

function advance(): void {
  localNowMs.value = Date.now();
  serverNowMs.value = Date.now() + skewMs;
  if (Math.abs(serverNowMs.value - slowServerNowMs.value) >= SLOW_MS) slowServerNowMs.value = serverNowMs.value;
}
