import { expect, test } from "vitest";
import { JOB_ACTIONS, type JobAction, whyNot } from "#contract/job-can.ts";
import { hasEnded, STAGES } from "#contract/stage.ts";

/** One row a stage, one column an action: `+` allowed, `-` not, `h` only on hold, `f` only when free of one. */
const TABLE = `
              ship requeue reject cancel approve hold release
  queued      -    -       -      +      -       f    h
  blocked     -    -       -      +      -       f    h
  assigned    -    +       -      +      -       -    -
  building    -    +       -      +      -       -    -
  review      -    +       +      +      +       -    -
  testing     +    +       +      +      -       -    -
  shipped     -    -       -      -      -       -    -
  failed      -    +       -      +      -       -    -
  dead_letter -    +       -      -      -       -    -
`;

const [columns = [], ...rows] = TABLE.trim()
  .split("\n")
  .map((line) => line.trim().split(/\s+/));
const CASES = rows.flatMap(([stage = "", ...cells]) =>
  cells.map((cell, index) => ({ stage, action: columns[index] ?? "", cell })),
);
const isAction = (name: string): name is JobAction => JOB_ACTIONS.some((action) => action === name);
const stageOf = (name: string) => STAGES.find((stage) => stage === name) ?? STAGES[0];

test("[JB2] the table speaks of every stage and every action", () => {
  expect(rows.map(([stage]) => stage)).toEqual([...STAGES]);
  expect(columns).toEqual([...JOB_ACTIONS]);
});

test.each(CASES)("[JB2] $action of a job that is $stage: $cell", ({ stage, action, cell }) => {
  const may = (held: boolean): boolean => isAction(action) && whyNot(action, { stage: stageOf(stage), held }) === null;
  expect({ free: may(false), held: may(true) }).toEqual({
    free: cell === "+" || cell === "f",
    held: cell === "+" || cell === "h",
  });
});

test("[JB2] what is not allowed is answered with a sentence that names the stage or the hold", () => {
  expect(whyNot("ship", { stage: "review", held: false })).toBe(
    "Only a job in testing can be shipped. This one is review.",
  );
  expect(whyNot("hold", { stage: "queued", held: true })).toBe("The job is on hold already.");
  expect(whyNot("release", { stage: "blocked", held: false })).toBe("The job is not on hold.");
});

test("[JB1] three stages are ends", () => {
  expect(STAGES.filter(hasEnded)).toEqual(["shipped", "failed", "dead_letter"]);
});
