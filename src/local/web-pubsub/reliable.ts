/** One message that waits for the client's acknowledgement. */
type Unacknowledged = Readonly<{ sequenceId: number; text: string; sizeBytes: number; expiresAtMs: number }>;

export type ReliableLimits = Readonly<{ messagesMax: number; bytesMax: number }>;

/**
 * What the server remembers of a reliable connection, so that a client can lose its socket and miss nothing. No
 * clock, no socket and no randomness lives here: they come in as arguments.
 */
export type ReliableState = {
  lastSequenceId: number;
  acknowledgedSequenceId: number;
  readonly unacknowledged: Map<number, Unacknowledged>;
  unacknowledgedBytes: number;
  /** The token that the client is known to hold. */
  confirmedToken: string;
  /** The token that was sent on the newest socket and that the client may or may not have read. */
  offeredToken: string | undefined;
};

/** A new connection, whose first token is certain only once the client has answered on the socket. */
export function openReliable(token: string): ReliableState {
  return {
    lastSequenceId: 0,
    acknowledgedSequenceId: 0,
    unacknowledged: new Map(),
    unacknowledgedBytes: 0,
    confirmedToken: token,
    offeredToken: undefined,
  };
}

/**
 * Numbers a message and keeps it until it is acknowledged. `write` gives the frame for a sequence id.
 * Refuses with "overflow" when the client has left more unacknowledged than the limits allow; then nothing changes.
 */
export function keep(
  state: ReliableState,
  message: Readonly<{ write: (sequenceId: number) => string; sizeBytes: number; expiresAtMs: number }>,
  at: Readonly<{ nowMs: number; limits: ReliableLimits }>,
): { kind: "kept"; text: string } | { kind: "overflow" } {
  if (isFull(state, message.sizeBytes, at.limits)) dropExpired(state, at.nowMs);
  if (isFull(state, message.sizeBytes, at.limits)) return { kind: "overflow" };
  const sequenceId = state.lastSequenceId + 1;
  const text = message.write(sequenceId);
  state.lastSequenceId = sequenceId;
  state.unacknowledged.set(sequenceId, {
    sequenceId,
    text,
    sizeBytes: message.sizeBytes,
    expiresAtMs: message.expiresAtMs,
  });
  state.unacknowledgedBytes += message.sizeBytes;
  return { kind: "kept", text };
}

/** Forgets every message up to and including a sequence id; what was never sent cannot be acknowledged. */
export function acknowledge(state: ReliableState, sequenceId: number): void {
  const upTo = Math.min(sequenceId, state.lastSequenceId);
  for (let each = state.acknowledgedSequenceId + 1; each <= upTo; each += 1) forget(state, each);
  state.acknowledgedSequenceId = Math.max(state.acknowledgedSequenceId, upTo);
}

/** The frames that a returning client has not acknowledged, in order, without those whose life is over. */
export function replay(state: ReliableState, nowMs: number): readonly string[] {
  dropExpired(state, nowMs);
  return [...state.unacknowledged.values()].map((each) => each.text);
}

/**
 * Lets a client back in with a token it holds and says which token to send it now, or undefined for a refusal.
 * The old token stays valid beside the offered one until the client is known to have read the latter: a second cut
 * right after the first must not cost the client its place.
 */
export function recover(state: ReliableState, presented: string, mintToken: () => string): string | undefined {
  if (presented === state.offeredToken) confirmToken(state);
  if (presented !== state.confirmedToken) return undefined;
  state.offeredToken ??= mintToken();
  return state.offeredToken;
}

/** The client has read what was sent on its newest socket, so the token before that one is spent. */
export function confirmToken(state: ReliableState): void {
  state.confirmedToken = state.offeredToken ?? state.confirmedToken;
  state.offeredToken = undefined;
}

function isFull(state: ReliableState, moreBytes: number, limits: ReliableLimits): boolean {
  return state.unacknowledged.size >= limits.messagesMax || state.unacknowledgedBytes + moreBytes > limits.bytesMax;
}

function dropExpired(state: ReliableState, nowMs: number): void {
  for (const each of state.unacknowledged.values()) {
    if (each.expiresAtMs <= nowMs) forget(state, each.sequenceId);
  }
}

function forget(state: ReliableState, sequenceId: number): void {
  const message = state.unacknowledged.get(sequenceId);
  if (message === undefined) return;
  state.unacknowledged.delete(sequenceId);
  state.unacknowledgedBytes -= message.sizeBytes;
}
