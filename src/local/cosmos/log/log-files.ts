import { closeSync, fsyncSync, openSync, readdirSync, unlinkSync } from "node:fs";
import { join } from "node:path";

/**
 * The data folder holds segments (`00000007.log`, appended to) and at most one snapshot in force (`00000007.snapshot`:
 * everything that the segments before number 7 amount to). `.tmp` is a snapshot that was not finished.
 */
const FILE_NAME = /^(\d{8})\.(log|snapshot)$/;

type LogFile = { readonly number: number; readonly path: string };
export type LogFiles = {
  /** The snapshot in force, or null. */
  readonly snapshot: LogFile | null;
  /** The segments to replay on top of it, in order. */
  readonly segments: readonly LogFile[];
  /** What a newer snapshot has made needless, or a crash left behind. */
  readonly stale: readonly string[];
};

const fileName = (number: number): string => String(number).padStart(8, "0");
export const segmentPath = (folder: string, number: number): string => join(folder, `${fileName(number)}.log`);
export const snapshotPath = (folder: string, number: number): string => join(folder, `${fileName(number)}.snapshot`);

/** What there is in the folder, sorted into what counts and what may go. */
export function listLogFiles(folder: string): LogFiles {
  const segments: LogFile[] = [];
  const snapshots: LogFile[] = [];
  const stale: string[] = [];
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    const [, digits, kind] = FILE_NAME.exec(name) ?? [];
    if (digits !== undefined) (kind === "log" ? segments : snapshots).push({ number: Number(digits), path });
    else if (name.endsWith(".snapshot.tmp")) stale.push(path);
  }
  const snapshot = snapshots.at(-1) ?? null;
  const first = snapshot?.number ?? 0;
  const superseded = [...snapshots.slice(0, -1), ...segments.filter((segment) => segment.number < first)];
  return {
    snapshot,
    segments: segments.filter((segment) => segment.number >= first),
    stale: [...stale, ...superseded.map((file) => file.path)],
  };
}

/** Makes a created, renamed or deleted name in the folder durable. Windows has no such thing and needs none. */
export function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

export function removeFiles(paths: readonly string[]): void {
  for (const path of paths) unlinkSync(path);
}
