import { type ProblemDocument } from "#contract/problem.ts";
import { localProblem } from "#cli/local-problem.ts";
import { type Session, type SessionRead } from "#cli/session-file.ts";

type Env = Readonly<Record<string, string | undefined>>;
export type Config =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly problem: ProblemDocument };

const HOW = "Run agf start in this folder, or set AGF_API and AGF_TOKEN (and AGF_PRODUCT).";
const PRODUCT_DEFAULT = "demo";

/** The environment first, then the session that `agf start` wrote into this folder. */
export function resolveConfig(env: Env, read: SessionRead): Config {
  const api = given(env["AGF_API"]);
  const token = given(env["AGF_TOKEN"]);
  if (read.kind === "unreadable" && (api === null || token === null))
    return refuse(
      "session-unreadable",
      `The session file ${read.path} cannot be read: ${read.why}`,
      `Remove it. ${HOW}`,
    );
  const saved = read.kind === "session" ? read.session : null;
  const url = api ?? saved?.url ?? null;
  if (url === null) return refuse("no-session", "No coordinator is known here", HOW);
  if (!URL.canParse(url)) return refuse("no-session", `AGF_API is no address: ${url}`, HOW);
  return withToken({ url, token, productId: given(env["AGF_PRODUCT"]) }, savedFor(saved, url));
}

type Chosen = { readonly url: string; readonly token: string | null; readonly productId: string | null };

function withToken({ url, token, productId }: Chosen, saved: Session | null): Config {
  const chosen = token ?? saved?.token ?? null;
  if (chosen === null) return refuse("no-token", `There is no token for ${url}`, "Set AGF_TOKEN.");
  const session = { url, token: chosen, productId: productId ?? saved?.productId ?? PRODUCT_DEFAULT };
  const dashboardUrl = saved?.dashboardUrl;
  return { ok: true, session: dashboardUrl === undefined ? session : { ...session, dashboardUrl } };
}

/** The saved token belongs to the saved address: it is not sent to another one. */
const savedFor = (saved: Session | null, url: string): Session | null =>
  saved !== null && new URL(saved.url).origin === new URL(url).origin ? saved : null;
const given = (value: string | undefined): string | null => (value === undefined || value === "" ? null : value);
const refuse = (code: string, title: string, detail: string): Config => ({
  ok: false,
  problem: { ...localProblem(code, title, detail), status: 401 },
});
