import { type Budget } from "#contract/budget.ts";
import { usdToMicroUsd } from "#contract/money.ts";
import { ROUTES } from "#contract/routes.ts";
import { pauseBudget, resumeBudget } from "#application/budget/pause-budget.ts";
import { readBudget, readBurndown } from "#application/budget/read-budget.ts";
import { setBudget } from "#application/budget/set-budget.ts";
import { type Outcome, refused } from "#application/outcome.ts";
import { type Problem } from "#contract/problem.ts";
import { bindWith } from "#functions/bind.ts";
import { jsonReply, problemReply } from "#functions/reply.ts";

type Asked = { readonly productId: string; readonly params: { readonly productId: string } };

/** The path names the product that the request is for: another one looks as if it did not exist. */
const isForeign = ({ productId, params }: Asked): boolean => params.productId !== productId;

const replyWith = (outcome: Outcome<Budget, Problem>, requestId: string) =>
  outcome.ok ? jsonReply(200, outcome.state, { etag: outcome.state.etag }) : problemReply(outcome.problem, requestId);

const ABSENT = refused({ code: "not-found" });

/** The product's budget. Its version is in the header ETag as well as in the answer. */
export const BUDGET_FUNCTIONS = {
  getBudget: bindWith(ROUTES.getBudget, async (deps, input, requestId) =>
    replyWith(isForeign(input) ? ABSENT : { ok: true, state: await readBudget(deps, input.productId) }, requestId),
  ),
  setBudget: bindWith(ROUTES.setBudget, async (deps, input, requestId) => {
    if (isForeign(input)) return replyWith(ABSENT, requestId);
    const { productId, body, request } = input;
    const ceilingMicroUsd = body.ceilingUsd === null ? null : usdToMicroUsd(body.ceilingUsd);
    const ifMatch = request.headers.get("if-match");
    return replyWith(await setBudget(deps, { productId, ceilingMicroUsd, window: body.window, ifMatch }), requestId);
  }),
  pauseBudget: bindWith(ROUTES.pauseBudget, async (deps, input, requestId) => {
    if (isForeign(input)) return replyWith(ABSENT, requestId);
    const { productId, body, principal } = input;
    return replyWith(await pauseBudget(deps, { productId, by: principal.name, note: body.note }), requestId);
  }),
  resumeBudget: bindWith(ROUTES.resumeBudget, async (deps, input, requestId) => {
    if (isForeign(input)) return replyWith(ABSENT, requestId);
    const { productId, body, principal } = input;
    return replyWith(await resumeBudget(deps, { productId, by: principal.name, note: body.note }), requestId);
  }),
  getBurndown: bindWith(ROUTES.getBurndown, async (deps, input, requestId) =>
    isForeign(input)
      ? problemReply(ABSENT.problem, requestId)
      : jsonReply(200, await readBurndown(deps, input.productId)),
  ),
} as const;
