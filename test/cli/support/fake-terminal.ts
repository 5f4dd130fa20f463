import { type Terminal } from "#cli/terminal.ts";

export type FakeTerminal = Terminal & {
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly slept: number[];
};

/** A terminal that remembers what was said; its clock moves only when somebody sleeps. */
export function fakeTerminal(given: Partial<Terminal> = {}): FakeTerminal {
  const said = { out: "", err: "" };
  const slept: number[] = [];
  let nowMs = Date.parse("2026-07-01T12:00:00.000Z");
  let keys = 0;
  return {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    outIsTty: false,
    colour: false,
    columns: 100,
    env: {},
    cwd: "/nowhere",
    nowMs: () => nowMs,
    newKey: () => `key-${++keys}`,
    sleep: async (ms) => {
      slept.push(ms);
      nowMs += ms;
    },
    readStdin: async () => "",
    onSignal: () => {},
    ...given,
    stdout: () => said.out,
    stderr: () => said.err,
    slept,
  };
}
