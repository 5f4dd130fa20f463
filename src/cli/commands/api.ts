import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import * as z from "zod";
import { ProblemDocument } from "#contract/problem.ts";
import { defineCommand } from "#cli/command.ts";
import { withFleet } from "#cli/connect.ts";
import { type Context } from "#cli/context.ts";
import { EXIT } from "#cli/exit-codes.ts";
import { localProblem } from "#cli/local-problem.ts";
import { refuse } from "#cli/refuse.ts";
import { type Session } from "#cli/session-file.ts";

const PREFIX = "/api/fleet";
const TIMEOUT_MS = 30_000;

export const api = defineCommand({
  path: ["api"],
  summary: "ask the HTTP API anything: agf api GET jobs",
  args: "<method> <path>",
  options: [["--body <json>", "the body: JSON, or @file"]],
  input: z.object({
    method: z
      .string()
      .toUpperCase()
      .pipe(z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"])),
    path: z.string().min(1),
    body: z.string().optional(),
  }),
  run: (context, { method, path, body }) =>
    withFleet(context, async (_, session) => {
      const text = body === undefined ? undefined : await bodyText(context, body);
      if (text === null) return EXIT.usage;
      const reply = await ask(session, { method, path, body: text });
      if (reply.problem !== null) return refuse(context, reply.problem);
      context.terminal.out(asDocument(reply.text, context.terminal.outIsTty));
      return EXIT.ok;
    }),
});

/** A path may be written as in the documentation, or short: `jobs`, `/jobs`, `/api/fleet/jobs`. */
const apiPath = (path: string): string => {
  const rooted = path.startsWith("/") ? path : `/${path}`;
  return rooted.startsWith(`${PREFIX}/`) ? rooted : `${PREFIX}${rooted}`;
};

async function bodyText(context: Context, body: string): Promise<string | null> {
  const text = body.startsWith("@")
    ? await readFile(resolve(context.terminal.cwd, body.slice(1)), "utf8").catch(() => null)
    : body;
  if (text !== null && isJson(text)) return text;
  const title = text === null ? `${body.slice(1)} cannot be read` : "The body is not JSON";
  refuse(
    context,
    localProblem("usage", title, `Give JSON as in --body '{"note":"fine"}', or a file as in --body @body.json.`),
  );
  return null;
}

type Asked = { readonly method: string; readonly path: string; readonly body: string | undefined };
type Reply = { readonly text: string; readonly problem: ProblemDocument | null };

async function ask(session: Session, asked: Asked): Promise<Reply> {
  try {
    const response = await fetch(new URL(apiPath(asked.path), session.url), {
      method: asked.method,
      headers: {
        accept: "application/json",
        authorization: `Bearer ${session.token}`,
        "x-product-id": session.productId,
        ...(asked.body === undefined ? {} : { "content-type": "application/json" }),
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(asked.body === undefined ? {} : { body: asked.body }),
    });
    const text = await response.text();
    return { text, problem: response.ok ? null : asProblem(text, response.status) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      text: "",
      problem: localProblem("unreachable", `${session.url} cannot be reached`, `Check the address (${why}).`),
    };
  }
}

function asProblem(text: string, status: number): ProblemDocument {
  const parsed = isJson(text) ? ProblemDocument.safeParse(JSON.parse(text)) : null;
  if (parsed?.success === true) return parsed.data;
  return {
    ...localProblem("no-problem-document", `The answer was ${status}`, "Check the path and the method."),
    status,
  };
}

function asDocument(text: string, pretty: boolean): string {
  if (!isJson(text)) return text.endsWith("\n") ? text : `${text}\n`;
  const value: unknown = JSON.parse(text);
  return `${JSON.stringify(value, null, pretty ? 2 : 0)}\n`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
