import { type VirtualClock } from "./clock.ts";

/**
 * Makes `Date.now()` of this process follow a clock, until the returned function is called.
 * An app asks the machine for the time; in a test with a virtual clock its leases and deadlines must move with the
 * timers of the host, and the app must not know that it is being tested. `new Date()` stays the machine's.
 */
export function followDate(clock: VirtualClock): () => void {
  const real = Date.now;
  const following = () => clock.nowMs();
  Date.now = following;
  return () => {
    if (Date.now === following) Date.now = real;
  };
}
