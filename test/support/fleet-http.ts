import { request as httpRequest } from "node:http";
import { expect } from "vitest";
import { PROBLEMS, type ProblemCode, ProblemDocument } from "#contract/problem.ts";
import { type TestFleet } from "./fleet-local.ts";

export type Ask = {
  readonly method?: string;
  readonly token?: string | null;
  readonly product?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};
export type Seen = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: Record<string, unknown>;
};

/** No answer within this time is a hang. */
const ANSWER_WITHIN_MS = 10_000;

/** One bare request, so that a test may send what no client would. */
export async function ask(fleet: Pick<TestFleet, "url">, path: string, asked: Ask = {}): Promise<Seen> {
  const response = await fetch(fleet.url + path, {
    method: asked.method ?? "GET",
    headers: headersOf(asked),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    redirect: "manual",
    ...(asked.body === undefined ? {} : { body: asked.body }),
  });
  const text = await response.text();
  return { status: response.status, headers: Object.fromEntries(response.headers), text, json: parsed(text) };
}

export const headersOf = ({ token = null, product = null, headers = {} }: Ask): Record<string, string> => ({
  ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  ...(product === null ? {} : { "x-product-id": product }),
  ...headers,
});

/** HT1: a refusal says what it is to programs, to people and to whoever reads the log, and nothing of the inside. */
export function expectProblem(seen: Seen, code: ProblemCode): void {
  expect([seen.status, seen.json["code"], seen.text.slice(0, 300)]).toEqual([
    PROBLEMS[code].status,
    code,
    expect.any(String),
  ]);
  expect(seen.headers["content-type"]).toBe("application/problem+json");
  const document = ProblemDocument.parse(seen.json);
  expect(document.type).toBe(`/problems/${code}`);
  expect(document.requestId).toMatch(/^[0-9a-f-]{36}$/);
  expectNothingOfTheInside(seen.text);
}

const INSIDE = [/\bat \S+ \(?(file|node|\/)/, /node_modules/, /dist\/functions/, /\.m?[jt]s:\d+/, /AccountKey=/];

export function expectNothingOfTheInside(text: string): void {
  for (const pattern of INSIDE) expect(text).not.toMatch(pattern);
}

/** Sends a body in pieces, with its length declared or not, and gives what is answered however early that comes. */
export function sendLarge(
  fleet: Pick<TestFleet, "url">,
  path: string,
  asked: Ask & { readonly sizeBytes: number; readonly declared: boolean },
): Promise<Seen> {
  return new Promise((resolve, reject) => {
    let answered = false;
    const sent = httpRequest(
      fleet.url + path,
      {
        method: "POST",
        headers: { ...headersOf(asked), ...(asked.declared ? { "content-length": asked.sizeBytes } : {}) },
      },
      (response) => {
        answered = true;
        let text = "";
        response.on("data", (chunk: Buffer) => (text += chunk.toString()));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
            text,
            json: parsed(text),
          }),
        );
      },
    );
    sent.setTimeout(ANSWER_WITHIN_MS, () => sent.destroy(new Error("No answer in time.")));
    // Once it has answered, the server may close the connection under what is still being sent.
    sent.on("error", (error) => (answered ? undefined : reject(error)));
    const piece = Buffer.alloc(10_000, " ");
    for (let at = 0; at < asked.sizeBytes; at += piece.length)
      sent.write(piece.subarray(0, Math.min(piece.length, asked.sizeBytes - at)));
    sent.end();
  });
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
