import * as z from "zod";
import { type ProblemDocument } from "#contract/problem.ts";
import { paint } from "#cli/render/colour.ts";
import { plainText } from "#cli/render/plain-text.ts";

const Members = z.looseObject({
  errors: z.array(z.looseObject({ pointer: z.string(), detail: z.string(), line: z.number().optional() })).default([]),
  missing: z.array(z.looseObject({ capability: z.string(), nearest: z.string().nullable() })).default([]),
  reason: z.string().optional(),
  ref: z.string().optional(),
  currentEpoch: z.number().optional(),
});

/** A sentence, what exactly, what to do next, and the names under which it is found in the logs. Ends in a newline. */
export function renderProblem(problem: ProblemDocument, colour: boolean): string {
  const names = [`code ${problem.code}`, ...(problem.requestId === "" ? [] : [`request ${problem.requestId}`])];
  const lines = [
    `${paint("error:", "red", colour)} ${sentence(problem.title)}`,
    ...specifics(problem).map((line) => `  ${line}`),
    `  ${paint("try:", "bold", colour)} ${nextStep(problem)}`,
    `  ${paint(names.join(", "), "dim", colour)}`,
  ];
  return `${lines.join("\n")}\n`;
}

function specifics(problem: ProblemDocument): string[] {
  const parsed = Members.safeParse(problem);
  if (!parsed.success) return [];
  const { errors, missing, reason, ref, currentEpoch } = parsed.data;
  return [
    ...errors.map(({ line, pointer, detail }) =>
      [line === undefined ? "" : `line ${line}`, pointer, detail].filter(Boolean).join(": "),
    ),
    ...missing.map(({ capability, nearest }) =>
      nearest === null
        ? `${capability} is offered by nobody`
        : `${capability} is offered by nobody; the nearest is ${nearest}`,
    ),
    ...(reason === undefined ? [] : [reason]),
    ...(ref === undefined ? [] : [`It refers to ${ref}.`]),
    ...(currentEpoch === undefined ? [] : [`The lease's epoch is ${currentEpoch} now.`]),
  ].map(plainText);
}

const HINTS: Readonly<Record<string, string>> = {
  unreachable: "Is it running? agf start starts it here.",
};

function nextStep(problem: ProblemDocument): string {
  const hint = HINTS[problem.code];
  return plainText(hint === undefined ? problem.detail : `${problem.detail} ${hint}`);
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? plainText(text) : `${plainText(text)}.`);
