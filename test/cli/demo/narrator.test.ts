import { expect, test } from "vitest";
import { createNarrator } from "#cli/demo/narrator.ts";
import { noteOf } from "#cli/demo/note-of.ts";
import { aJob, AT, JOB_ID, SHA, ULIDS } from "../support/builders.ts";

const narratorTo = (outIsTty: boolean) => {
  const said: string[] = [];
  const narrator = createNarrator({
    out: (text) => void said.push(text),
    look: { outIsTty, colour: false, columns: 100 },
    nowMs: () => 12_340,
    startedMs: 0,
  });
  return { narrator, said };
};

test("[DM8] a pipe gets one line for every change and none for a look that saw nothing new", () => {
  const { narrator, said } = narratorTo(false);
  const job = aJob({ stage: "building", leaseEpoch: 1 });
  narrator.show([{ job, note: "forge-1" }]);
  narrator.show([{ job, note: "forge-1" }]);
  narrator.show([{ job, note: "forge-1: half done" }]);
  narrator.say("Something happened.");
  expect(said).toEqual([
    `  12.3  ${JOB_ID}\tbuilding\tepoch 1\tFormat the sources\tforge-1\n`,
    `  12.3  ${JOB_ID}\tbuilding\tepoch 1\tFormat the sources\tforge-1: half done\n`,
    "  12.3  Something happened.\n",
  ]);
});

test("[DM8] a terminal gets one live line a job, painted again when it has changed", () => {
  const { narrator, said } = narratorTo(true);
  const job = aJob({ stage: "building", leaseEpoch: 1 });
  narrator.show([{ job, note: "forge-1" }]);
  expect(said).toHaveLength(1);
  narrator.show([{ job, note: "forge-2" }]);
  expect(said[1]).toBe(`\u001B[1A\u001B[2K${said[0]?.replace("forge-1", "forge-2")}`);
});

test("[DM8] the note says who has the job and how far it got, or what came of it", () => {
  const names = new Map([[`fac_${ULIDS[0]}`, "forge-1"]]);
  const lease = {
    holderFactoryId: `fac_${ULIDS[0]}`,
    epoch: 1,
    runId: `run_${ULIDS[0]}_1`,
    seat: 0,
    acquiredAt: AT,
    expiresAt: AT,
  };
  const checkpoint = { branch: "b", sha: SHA, engine: "shell", sessionRef: null, summary: "half", epoch: 1, at: AT };
  expect(noteOf(aJob({ stage: "building", lease }), names)).toBe("forge-1");
  expect(noteOf(aJob({ stage: "building", lease, checkpoint }), names)).toBe("forge-1: half");
  expect(noteOf(aJob({ stage: "queued", checkpoint }), names)).toContain("half");
  expect(noteOf(aJob({ stage: "blocked", kind: "composite" }), names)).toContain("children");
});
