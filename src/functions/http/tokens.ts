import { ROUTES } from "#contract/routes.ts";
import { OperatorToken } from "#contract/routes/token-routes.ts";
import { toTimestamp } from "#contract/time.ts";
import {
  createToken,
  deleteToken,
  listTokens,
  type OperatorToken as StoredToken,
} from "#application/tokens/operator-tokens.ts";
import { done, refused } from "#application/outcome.ts";
import { bind } from "#functions/bind.ts";

/** The tokens of people and programs. */
export const TOKEN_FUNCTIONS = {
  createToken: bind(ROUTES.createToken, async (deps, { body, principal }) => {
    const expiresAtMs = body.expiresAt === null ? null : Date.parse(body.expiresAt);
    if (expiresAtMs !== null && !(expiresAtMs > deps.clock.nowMs()))
      return refused({
        code: "invalid-request",
        errors: [{ pointer: "/body/expiresAt", detail: "expected a time to come" }],
      });
    const created = await createToken(deps, principal, { ...body, expiresAtMs });
    return created.ok ? done({ token: created.state.token, created: view(created.state.doc) }) : created;
  }),
  listTokens: bind(ROUTES.listTokens, async (deps, { principal }) =>
    done({ items: (await listTokens(deps, principal)).map(view) }),
  ),
  deleteToken: bind(ROUTES.deleteToken, (deps, { params, principal }) => deleteToken(deps, principal, params.tokenId)),
} as const;

/** Neither the token nor its hash: what is shown could not be used. */
const view = ({ tokenId, name, role, products, lastFour, createdAtMs, expiresAtMs }: StoredToken): OperatorToken =>
  OperatorToken.parse({
    tokenId,
    name,
    role,
    products,
    lastFour,
    createdAt: toTimestamp(createdAtMs),
    expiresAt: expiresAtMs === null ? null : toTimestamp(expiresAtMs),
  });
