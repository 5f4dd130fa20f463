import { type Terminal } from "#cli/terminal.ts";

type LiveLines = {
  /** Replaces what the last call painted. */
  readonly paint: (lines: readonly string[]) => void;
  /** Writes lines that stay, above the live ones. */
  readonly say: (line: string) => void;
};

const UP_AND_CLEAR = "\u001B[1A\u001B[2K";

/** Lines that are painted again in place. Each must fit the width: a wrapped one could not be taken back. */
export function createLiveLines(terminal: Pick<Terminal, "out">): LiveLines {
  let painted: readonly string[] = [];
  const wipe = () => UP_AND_CLEAR.repeat(painted.length);
  const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");
  return {
    paint: (lines) => {
      // Nothing new is nothing to paint: a terminal that is scrolled back stays where it is.
      if (lines.length === painted.length && lines.every((line, at) => line === painted[at])) return;
      terminal.out(`${wipe()}${text(lines)}`);
      painted = lines;
    },
    say: (line) => terminal.out(`${wipe()}${line}\n${text(painted)}`),
  };
}
