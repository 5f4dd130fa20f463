/** One structured line of a factory's own log: `event` names what happened, the rest says of what. */
export type LogLine = { readonly event: string } & Readonly<Record<string, string | number | boolean | null>>;
export type Log = (line: LogLine) => void;
