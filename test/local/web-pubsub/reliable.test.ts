import fc from "fast-check";
import { expect, test } from "vitest";
import {
  acknowledge,
  confirmToken,
  keep,
  openReliable,
  recover,
  replay,
  type ReliableState,
} from "#local/web-pubsub/reliable.ts";

const limits = { messagesMax: 3, bytesMax: 1_000 };

function keepOne(state: ReliableState, options: { sizeBytes?: number; expiresAtMs?: number; nowMs?: number } = {}) {
  const { sizeBytes = 10, expiresAtMs = Infinity, nowMs = 0 } = options;
  return keep(state, { write: (sequenceId) => `#${sequenceId}`, sizeBytes, expiresAtMs }, { nowMs, limits });
}

test("[LW8] sequence ids begin at 1 and have no gaps", () => {
  const state = openReliable("t");
  expect(keepOne(state)).toEqual({ kind: "kept", text: "#1" });
  expect(keepOne(state)).toEqual({ kind: "kept", text: "#2" });
});

test("[LW8] an acknowledgement is cumulative, and one from the past changes nothing", () => {
  const state = openReliable("t");
  for (let n = 0; n < 3; n += 1) keepOne(state);
  acknowledge(state, 2);
  acknowledge(state, 1);
  expect(replay(state, 0)).toEqual(["#3"]);
  expect(state.unacknowledgedBytes).toBe(10);
});

test("[LW8] what was never sent cannot be acknowledged in advance", () => {
  const state = openReliable("t");
  acknowledge(state, Number.MAX_SAFE_INTEGER);
  keepOne(state);
  expect(replay(state, 0)).toEqual(["#1"]);
});

test("[LW15] one message more than the limit overflows and changes nothing", () => {
  const state = openReliable("t");
  for (let n = 0; n < 3; n += 1) expect(keepOne(state).kind).toBe("kept");
  expect(keepOne(state)).toEqual({ kind: "overflow" });
  acknowledge(state, 1);
  expect(keepOne(state)).toEqual({ kind: "kept", text: "#4" });
});

test("[LW15] the limit in bytes is exact", () => {
  const state = openReliable("t");
  expect(keepOne(state, { sizeBytes: 1_001 }).kind).toBe("overflow");
  expect(keepOne(state, { sizeBytes: 1_000 }).kind).toBe("kept");
  expect(keepOne(state, { sizeBytes: 1 }).kind).toBe("overflow");
});

test("[LW9] expired messages make room before anybody is called too slow", () => {
  const state = openReliable("t");
  for (let n = 0; n < 3; n += 1) keepOne(state, { expiresAtMs: 100 });
  expect(keepOne(state, { nowMs: 99 }).kind).toBe("overflow");
  expect(keepOne(state, { nowMs: 100 })).toEqual({ kind: "kept", text: "#4" });
});

test("[LW2] both tokens open the place until the new one is confirmed", () => {
  const state = openReliable("first");
  const mint = minting("second", "third");
  expect(recover(state, "first", mint)).toBe("second");
  expect(recover(state, "first", mint)).toBe("second");
  confirmToken(state);
  expect(recover(state, "first", mint)).toBeUndefined();
  expect(recover(state, "second", mint)).toBe("third");
});

test("[LW2] coming back with the new token confirms it", () => {
  const state = openReliable("first");
  const mint = minting("second", "third");
  recover(state, "first", mint);
  expect(recover(state, "second", mint)).toBe("third");
  expect(recover(state, "first", mint)).toBeUndefined();
});

/**
 * A client as the SDK is one: it reads frames in order, drops repeats by sequence id, acknowledges what it has read
 * and comes back with the token it has read last.
 */
test("[LW1] whatever is cut, the client sees every message once and in order", () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("send" as const) }),
    fc.record({ do: fc.constant("read" as const), frames: fc.nat(4) }),
    fc.record({ do: fc.constant("acknowledge" as const) }),
    fc.record({ do: fc.constant("cut" as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const wide = { messagesMax: 1_000, bytesMax: 1_000_000 };
      const state = openReliable("t0");
      let minted = 0;
      let sent = 0;
      let wire: { token?: string; sequenceId?: number; proof?: true }[] = [];
      const client = { token: "t0", last: 0, seen: [] as number[] };
      const read = (count: number): void => {
        for (const frame of wire.splice(0, count)) {
          client.token = frame.token ?? client.token;
          if (frame.proof === true) confirmToken(state);
          if (frame.sequenceId !== undefined && frame.sequenceId > client.last) {
            client.last = frame.sequenceId;
            client.seen.push(frame.sequenceId);
          }
        }
      };
      const cut = (): void => {
        const token = recover(state, client.token, () => `t${(minted += 1)}`);
        expect(token).toBeDefined();
        const missed = replay(state, 0).map((text) => ({ sequenceId: Number(text) }));
        wire = [{ token: token! }, { proof: true }, ...missed];
      };
      for (const each of steps) {
        if (each.do === "send") {
          const message = { write: String, sizeBytes: 1, expiresAtMs: Infinity };
          const kept = keep(state, message, { nowMs: 0, limits: wide });
          if (kept.kind === "kept") wire.push({ sequenceId: Number(kept.text) });
          sent += 1;
        } else if (each.do === "read") read(each.frames);
        else if (each.do === "acknowledge") acknowledge(state, client.last);
        else cut();
      }
      cut();
      read(Infinity);
      acknowledge(state, client.last);
      expect(client.seen).toEqual(Array.from({ length: sent }, (_, index) => index + 1));
      expect(state.unacknowledged.size).toBe(0);
      expect(state.unacknowledgedBytes).toBe(0);
    }),
    { numRuns: 500 },
  );
});

function minting(...tokens: string[]): () => string {
  return () => tokens.shift() ?? "none";
}
