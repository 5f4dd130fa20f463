import { type ProblemDocument } from "#contract/problem.ts";
import { localProblem } from "#cli/local-problem.ts";
import { type Session, type SessionRead } from "#cli/session-file.ts";

type Env = Readonly<Record<string, string | undefined>>;
type Refused = { readonly ok: false; readonly problem: ProblemDocument };
type Config = { readonly ok: true; readonly session: Session } | Refused;
/** Where the coordinator is, without a token: all that a factory needs, which has one of its own. */
type Server =
  | { readonly ok: true; readonly url: string; readonly productId: string; readonly saved: Session | null }
  | Refused;

const HOW = "Run agf start in this folder, or set AGF_API and AGF_TOKEN (and AGF_PRODUCT).";
const PRODUCT_DEFAULT = "demo";

/** The environment first, then the session that `agf start` wrote into this folder. */
export function resolveServer(env: Env, read: SessionRead): Server {
  const api = given(env["AGF_API"]);
  if (api === null) return fromSession(env, read);
  if (!URL.canParse(api)) return refuse("no-session", `AGF_API is no address: ${api}`, HOW);
  // The saved token belongs to the saved address: it is not sent to another one.
  const isSaved = read.kind === "session" && new URL(read.session.url).origin === new URL(api).origin;
  return serverOf(env, api, isSaved ? read.session : null);
}

function fromSession(env: Env, read: SessionRead): Server {
  switch (read.kind) {
    case "none":
      return refuse("no-session", "No coordinator is known here", HOW);
    case "unreadable": {
      const title = `The session file ${read.path} cannot be read: ${read.why}`;
      return refuse("session-unreadable", title, `Remove it. ${HOW}`);
    }
    case "session":
      return serverOf(env, read.session.url, read.session);
  }
}

function serverOf(env: Env, url: string, saved: Session | null): Server {
  return { ok: true, url, productId: given(env["AGF_PRODUCT"]) ?? saved?.productId ?? PRODUCT_DEFAULT, saved };
}

/** The same, with the token that a person's commands are made with. */
export function resolveConfig(env: Env, read: SessionRead): Config {
  const server = resolveServer(env, read);
  if (!server.ok) return server;
  const { url, productId, saved } = server;
  const token = given(env["AGF_TOKEN"]) ?? saved?.token ?? null;
  if (token === null) return refuse("no-token", `There is no token for ${url}`, "Set AGF_TOKEN.");
  const session = { url, token, productId };
  const dashboardUrl = saved?.dashboardUrl;
  return { ok: true, session: dashboardUrl === undefined ? session : { ...session, dashboardUrl } };
}

const given = (value: string | undefined): string | null => (value === undefined || value === "" ? null : value);
const refuse = (code: string, title: string, detail: string): Refused => ({
  ok: false,
  problem: { ...localProblem(code, title, detail), status: 401 },
});
