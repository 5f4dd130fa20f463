import { type Terminal } from "#cli/terminal.ts";

/** What every command is given: the terminal and the two flags that every command has. */
export type Context = { readonly terminal: Terminal; readonly json: boolean; readonly debug: boolean };
