import { expect, test } from "vitest";
import * as z from "zod";
import { type Problem, type ProblemCode, ProblemDocument, PROBLEMS, toProblemDocument } from "#contract/problem.ts";
import { problemsOf, type Route } from "#contract/route.ts";
import { ROUTES } from "#contract/routes.ts";
import { jobIdOf } from "../support/ids.ts";

const codes = Object.keys(PROBLEMS).filter((code): code is ProblemCode => code in PROBLEMS);
const routes = Object.values<Route>(ROUTES);

test("[CT7] a refusal becomes a problem document with its code, its members and what to do next", () => {
  const document = toProblemDocument({ code: "fenced", jobId: jobIdOf(1), currentEpoch: 4 }, "req-1");
  expect(document).toEqual({
    type: "/problems/fenced",
    code: "fenced",
    title: PROBLEMS.fenced.title,
    status: 409,
    detail: PROBLEMS.fenced.next,
    requestId: "req-1",
    jobId: jobIdOf(1),
    currentEpoch: 4,
  });
  expect(ProblemDocument.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
});

test.each(codes)("[CT7] %s has a status of refusal, a title and a sentence that says what to do", (code) => {
  const { status, title, next } = PROBLEMS[code];
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(600);
  expect(title).toMatch(/^[A-Z].*[^.]$/);
  expect(next).toMatch(/^[A-Z].*\.$/);
});

test("[CT7] no member of a refusal hides one that every problem document has", () => {
  const own = new Set(["type", "code", "title", "status", "detail", "requestId"]);
  const hiding = codes.filter((code) => Object.keys(PROBLEMS[code].ext.shape).some((name) => own.has(name)));
  expect(hiding).toEqual([]);
});

test("[CT8] what can be repeated says when: each 429 and 503 carries retryAfterMs, and nothing else does", () => {
  const saying = codes.filter((code) => "retryAfterMs" in PROBLEMS[code].ext.shape);
  expect(saying).toEqual(codes.filter((code) => [429, 503].includes(PROBLEMS[code].status)));
});

test("[CT7] every code but those of the front door can be given by some route", () => {
  const given = new Set(routes.flatMap(problemsOf));
  expect(codes.filter((code) => !given.has(code) && code !== "not-found")).toEqual([]);
});

test("[CT9] a route with a token may refuse it, one with a body may find it too large, one with neither neither", () => {
  for (const route of routes) {
    const all = problemsOf(route);
    expect(all.includes("unauthenticated")).toBe(
      route.access !== "public" || route.problems.includes("unauthenticated"),
    );
    expect(all.includes("body-too-large")).toBe(route.body !== null);
    expect(new Set(all).size).toBe(all.length);
  }
});

test("[CT7] a problem may have members that a reader does not know, and needs those that it does", () => {
  const document = { ...toProblemDocument({ code: "internal" } satisfies Problem, "r"), later: 1 };
  expect(ProblemDocument.parse(document)).toEqual(document);
  expect(z.treeifyError(ProblemDocument.safeParse({}).error!).properties).toHaveProperty("code");
});
