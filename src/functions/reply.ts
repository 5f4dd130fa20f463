import { type HttpResponseInit } from "@azure/functions";
import { type Problem, toProblemDocument } from "#contract/problem.ts";

const SECURITY_HEADERS = { "x-content-type-options": "nosniff", "cache-control": "no-store" } as const;

export const jsonReply = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpResponseInit => ({
  status,
  headers: { ...SECURITY_HEADERS, "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

/** RFC 9457: the code for programs, the sentence for people, the request id for whoever reads the log. */
export function problemReply(problem: Problem, requestId: string): HttpResponseInit {
  const document = toProblemDocument(problem, requestId);
  const retry = "retryAfterMs" in problem ? { "retry-after": String(Math.ceil(problem.retryAfterMs / 1_000)) } : {};
  const challenge = document.status === 401 ? { "www-authenticate": "Bearer" } : {};
  return {
    status: document.status,
    headers: { ...SECURITY_HEADERS, "content-type": "application/problem+json", ...retry, ...challenge },
    body: JSON.stringify(document),
  };
}
