import { describe, expect, test } from "vitest";
import { createSystemClock, createVirtualClock } from "#local/clock.ts";

describe("the virtual clock", () => {
  test("[LK1] time stands still until it is advanced, and then runs what is due in its order", async () => {
    const clock = createVirtualClock(1_000);
    const ran: Array<[string, number]> = [];
    clock.schedule(3_000, () => void ran.push(["late", clock.nowMs()]));
    clock.schedule(2_000, () => void ran.push(["early", clock.nowMs()]));
    clock.schedule(2_000, () => void ran.push(["early, asked later", clock.nowMs()]));
    expect(clock.nowMs()).toBe(1_000);
    await clock.advance(1_999);
    expect(ran).toEqual([
      ["early", 2_000],
      ["early, asked later", 2_000],
    ]);
    expect(clock.nowMs()).toBe(2_999);
    await clock.advance(1);
    expect(ran[2]).toEqual(["late", 3_000]);
  });

  test("[LK1] what an appointment starts is awaited, and what it schedules in the same span runs too", async () => {
    const clock = createVirtualClock(0);
    const ran: string[] = [];
    clock.schedule(10, async () => {
      await Promise.resolve();
      ran.push("first");
      clock.schedule(20, () => void ran.push("second"));
    });
    clock.schedule(15, () => void ran.push("between"));
    await Promise.all([clock.advance(12), clock.advance(8)]);
    expect(ran).toEqual(["first", "between", "second"]);
  });

  test("[LK1] a cancelled appointment does not run", async () => {
    const clock = createVirtualClock(0);
    let ran = false;
    const cancel = clock.schedule(5, () => {
      ran = true;
    });
    cancel();
    await clock.advance(10);
    expect(ran).toBe(false);
  });
});

test("[LK2] the machine's clock runs what is due and hands its errors over", async () => {
  const error = await new Promise((resolve) => {
    const clock = createSystemClock(resolve);
    const cancel = clock.schedule(Date.now() + 5, () => resolve("was not cancelled"));
    cancel();
    clock.schedule(Date.now() + 10, () => {
      throw new Error("in the appointment");
    });
  });
  expect(error).toEqual(new Error("in the appointment"));
});
