import { type FleetClient, type FleetReply } from "#client/fleet-client.ts";
import { toAnswer } from "#factory/answer.ts";
import { type Attempts } from "#factory/attempts.ts";
import { type Log } from "#factory/log.ts";
import { type LoopEffect } from "#factory/loop/effect.ts";
import { type Answer, type LoopInput } from "#factory/loop/input.ts";
import { next } from "#factory/loop/next.ts";
import { nextDueMs } from "#factory/loop/plan.ts";
import { initialState, type LoopSettings } from "#factory/loop/state.ts";

type DriverDeps = {
  readonly client: FleetClient;
  readonly settings: LoopSettings;
  readonly bootId: number;
  readonly capabilities: readonly string[];
  readonly version: string;
  readonly nowMs: () => number;
  readonly log: Log;
  readonly createAttempts: (callbacks: {
    readonly onLost: (runId: string) => void;
    readonly onEnded: (runId: string) => void;
  }) => Attempts;
};
export type Driver = {
  readonly send: (input: LoopInput) => void;
  readonly ended: Promise<number>;
};

/** A timer further away than this would fire at once. */
const TIMER_MS_MAX = 60_000;

/** Gives the pure loop its hands: it does what the loop says, tells it what came of it, and wakes it when it asked. */
export function startDriver(deps: DriverDeps): Driver {
  let state = initialState(deps.settings, deps.nowMs());
  let timer: NodeJS.Timeout | undefined;
  let end: (exitCode: number) => void = () => null;
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  const send = (input: LoopInput) => {
    const nowMs = deps.nowMs();
    const [after, effects] = next(state, input, nowMs);
    state = after;
    for (const effect of effects) perform(effect);
    clearTimeout(timer);
    const dueMs = nextDueMs(state);
    if (dueMs === Number.POSITIVE_INFINITY) return;
    timer = setTimeout(() => send({ type: "tick" }), Math.min(TIMER_MS_MAX, Math.max(0, dueMs - deps.nowMs())));
  };
  const attempts = deps.createAttempts({
    onLost: (runId) => send({ type: "lease-lost", runId }),
    onEnded: (runId) => send({ type: "attempt-ended", runId }),
  });
  const calls = createCalls(deps);
  const perform = (effect: LoopEffect): void => {
    switch (effect.type) {
      case "heartbeat":
        void calls
          .heartbeat(effect.load, effect.draining)
          .then((answer) => send({ type: "heartbeat-answered", answer }));
        return;
      case "poll-queue":
        void calls.queueState().then((answer) => send({ type: "queue-answered", answer }));
        return;
      case "claim": {
        const { claimId } = effect;
        void calls.claim(claimId).then((answer) => send({ type: "claim-answered", claimId, answer }));
        return;
      }
      case "renew": {
        const { runId } = effect;
        void calls
          .renew(effect.jobId, effect.leaseEpoch)
          .then((answer) => send({ type: "renew-answered", runId, answer }));
        return;
      }
      case "start-attempt":
        attempts.start(effect.claimed);
        return;
      case "fence-attempt":
        attempts.fence(effect.runId);
        return;
      case "interrupt-attempts":
        attempts.interruptAll(effect.reason);
        return;
      case "log":
        deps.log(effect.line);
        return;
      case "exit":
        end(effect.exitCode);
    }
  };
  send({ type: "tick" });
  return { send, ended };
}

type Calls = {
  readonly heartbeat: (
    load: number,
    draining: boolean,
  ) => Promise<Extract<LoopInput, { type: "heartbeat-answered" }>["answer"]>;
  readonly queueState: () => Promise<Extract<LoopInput, { type: "queue-answered" }>["answer"]>;
  readonly claim: (claimId: string) => Promise<Extract<LoopInput, { type: "claim-answered" }>["answer"]>;
  readonly renew: (
    jobId: string,
    leaseEpoch: number,
  ) => Promise<Extract<LoopInput, { type: "renew-answered" }>["answer"]>;
};

function createCalls({ client, settings, bootId, capabilities, version }: DriverDeps): Calls {
  return {
    heartbeat: async (load, draining) => {
      const facts = { capabilities: [...capabilities], seatLimit: settings.seats, version };
      const reply = await client.heartbeat({ body: { ...facts, bootId, health: "ok", load, draining } });
      return map(reply, ({ lifecycle, cadence }) => ({ cadence, mayClaim: lifecycle === "active" }));
    },
    queueState: async () => toAnswer(await client.getQueueState({})),
    claim: async (claimId) => toAnswer(await client.claimJob({ body: { claimId, bootId } })),
    renew: async (jobId, leaseEpoch) => toAnswer(await client.renewLease({ params: { jobId }, body: { leaseEpoch } })),
  };
}

function map<A, B>(reply: FleetReply<A>, pick: (value: A) => B): Answer<B> {
  const answer = toAnswer(reply);
  return answer.kind === "ok" ? { kind: "ok", value: pick(answer.value) } : answer;
}
