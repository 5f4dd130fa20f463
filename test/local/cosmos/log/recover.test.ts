import { appendFileSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { encodeFrame } from "#local/cosmos/log/frame.ts";
import { segmentPath, snapshotPath } from "#local/cosmos/log/log-files.ts";
import { CorruptLogError } from "#local/cosmos/log/read-frames.ts";
import { recover } from "#local/cosmos/log/recover.ts";
import { temporaryFolder } from "../support/folder.ts";

function entriesIn(folder: string): string[] {
  const entries: string[] = [];
  recover(folder, (entry) => entries.push(entry));
  return entries;
}

function writeSegment(folder: string, number: number, ...groups: string[][]): string {
  const path = segmentPath(folder, number);
  writeFileSync(path, Buffer.concat(groups.map(encodeFrame)));
  return path;
}

test("[LC2] an empty or missing folder is an empty log", () => {
  const folder = join(temporaryFolder(), "not", "there");
  expect(recover(folder, () => expect.unreachable())).toMatchObject({ segmentNumber: 1, segmentSizeBytes: 0 });
});

test("[LC3] a torn tail is truncated, wherever the last write was cut off", () => {
  const folder = temporaryFolder();
  const sound = encodeFrame(["a", "b"]);
  const torn = encodeFrame(["c", "d"]);
  for (let length = 1; length < torn.length; length++) {
    const path = segmentPath(folder, 1);
    writeFileSync(path, Buffer.concat([sound, torn.subarray(0, length)]));
    expect(entriesIn(folder)).toEqual(["a", "b"]);
    expect(statSync(path).size).toBe(sound.length);
  }
});

test("[LC3] a last write whose bytes are there but not its content is a torn tail too", () => {
  const folder = temporaryFolder();
  const path = writeSegment(folder, 1, ["a"], ["b".repeat(50)]);
  const bytes = readFileSync(path);
  bytes.fill(0, bytes.length - 30);
  writeFileSync(path, bytes);
  expect(entriesIn(folder)).toEqual(["a"]);
  appendFileSync(path, encodeFrame(["c"]));
  expect(entriesIn(folder)).toEqual(["a", "c"]);
});

test("[LC4] a damaged middle is refused with the file and the offset", () => {
  const folder = temporaryFolder();
  const path = writeSegment(folder, 1, ["a"], ["b"], ["c"]);
  const offset = encodeFrame(["a"]).length;
  for (const damaged of [offset, offset + 4, offset + 8, offset + 12]) {
    const bytes = readFileSync(path);
    bytes.writeUInt8(bytes.readUInt8(damaged) ^ 0xff, damaged);
    writeFileSync(path, bytes);
    expect(() => entriesIn(folder)).toThrow(CorruptLogError);
    expect(() => entriesIn(folder)).toThrow(`${path} is damaged at offset ${offset}`);
    expect(statSync(path).size).toBe(bytes.length);
    bytes.writeUInt8(bytes.readUInt8(damaged) ^ 0xff, damaged);
    writeFileSync(path, bytes);
  }
  expect(entriesIn(folder)).toEqual(["a", "b", "c"]);
});

test("[LC4] only the newest segment may end torn: a snapshot or an older segment that does is refused", () => {
  const folder = temporaryFolder();
  const older = writeSegment(folder, 1, ["a"], ["b"]);
  writeSegment(folder, 2, ["c"]);
  expect(entriesIn(folder)).toEqual(["a", "b", "c"]);
  truncateSync(older, statSync(older).size - 1);
  expect(() => entriesIn(folder)).toThrow(CorruptLogError);
});

test("[LC4] a missing segment is refused", () => {
  const folder = temporaryFolder();
  writeSegment(folder, 1, ["a"]);
  writeSegment(folder, 3, ["c"]);
  expect(() => entriesIn(folder)).toThrow("00000002.log");
});

test("[LC5] a snapshot stands for the segments before it, which a crash may have left behind", () => {
  const folder = temporaryFolder();
  writeSegment(folder, 1, ["a"]);
  writeSegment(folder, 2, ["b"]);
  writeFileSync(snapshotPath(folder, 2), encodeFrame(["snapshot of a"]));
  writeFileSync(`${snapshotPath(folder, 3)}.tmp`, "half");
  expect(entriesIn(folder)).toEqual(["snapshot of a", "b"]);
  expect(readdirSync(folder).toSorted()).toEqual(["00000002.log", "00000002.snapshot"]);
});
