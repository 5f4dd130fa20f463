/** Time, chance, ids and log lines come through these; nothing inside the application reaches for them itself. */
export type Clock = { nowMs(): number };
export type Sleep = (ms: number) => Promise<void>;
/** In [0, 1). */
export type Random = { next(): number };
/** A ULID without its prefix. */
export type Ids = { next(): string };
export type Secrets = {
  /** A token of the kind, with its checksum: `agf_<kind>_…`. Shown once. */
  mint(kind: "usr" | "fac" | "enr"): string;
  /** SHA-256 in hex, of a token or of a text. */
  sha256(text: string): string;
  /** False for a token whose form or checksum is wrong: it is not even looked up. */
  wellFormed(token: string): boolean;
};
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;
export type Log = {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
};
