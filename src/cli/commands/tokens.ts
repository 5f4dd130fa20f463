import * as z from "zod";
import { TokenId } from "#contract/id.ts";
import { type OperatorToken } from "#contract/routes/token-routes.ts";
import { defineCommand } from "#cli/command.ts";
import { withFleet } from "#cli/connect.ts";
import { EXIT } from "#cli/exit-codes.ts";
import { printJson, printRows } from "#cli/print.ts";
import { refuse } from "#cli/refuse.ts";
import { type Column } from "#cli/render/table.ts";

const COLUMNS: readonly Column<OperatorToken>[] = [
  { title: "ID", of: ({ tokenId }) => tokenId },
  { title: "NAME", of: ({ name }) => name },
  { title: "ROLE", of: ({ role }) => role },
  { title: "PRODUCTS", of: ({ products }) => (products === null ? "all" : products.join(" ")) },
  { title: "ENDS WITH", of: ({ lastFour }) => lastFour },
  { title: "EXPIRES", of: ({ expiresAt }) => expiresAt ?? "never" },
];

export const tokensCreate = defineCommand({
  path: ["tokens", "create"],
  summary: "make a token for a person or a program; it is shown this once",
  options: [
    ["--name <name>", "whose it is"],
    ["--role <role>", "viewer, operator or admin (viewer)"],
    ["--product <id...>", "the products that it is good for (this session's)"],
    ["--all-products", "good for every product: an administrator's only"],
    ["--expires <time>", "when it ends, such as 2026-12-31T00:00:00Z (never)"],
  ],
  input: z.object({
    name: z.string().min(1).max(60),
    role: z.enum(["viewer", "operator", "admin"]).default("viewer"),
    product: z.array(z.string()).optional(),
    allProducts: z.boolean().default(false),
    expires: z.iso.datetime({ offset: true }).optional(),
  }),
  run: (context, { name, role, product, allProducts, expires }) =>
    withFleet(context, async (fleet, session) => {
      const products = allProducts ? null : (product ?? [session.productId]);
      const expiresAt = expires === undefined ? null : new Date(expires).toISOString();
      const reply = await fleet.createToken({ body: { name, role, products, expiresAt } });
      if (!reply.ok) return refuse(context, reply.problem);
      if (context.json) printJson(context, reply.value);
      else {
        context.terminal.out(`${reply.value.token}\n`);
        context.terminal.err(
          `Keep it: it is not shown again. Revoke it: agf tokens revoke ${reply.value.created.tokenId}\n`,
        );
      }
      return EXIT.ok;
    }),
});

export const tokensList = defineCommand({
  path: ["tokens", "list"],
  summary: "the tokens of people and programs that are still good",
  input: z.object({}),
  run: (context) =>
    withFleet(context, async (fleet) => {
      const reply = await fleet.listTokens({});
      if (!reply.ok) return refuse(context, reply.problem);
      const none = "No token was made. Make one: agf tokens create --name NAME";
      printRows(context, { whole: reply.value, rows: reply.value.items, columns: COLUMNS, none });
      return EXIT.ok;
    }),
});

export const tokensRevoke = defineCommand({
  path: ["tokens", "revoke"],
  summary: "end a token, everywhere within five seconds",
  args: "<id>",
  input: z.object({ id: TokenId }),
  run: (context, { id }) =>
    withFleet(context, async (fleet) => {
      const reply = await fleet.deleteToken({ params: { tokenId: id } });
      if (!reply.ok) return refuse(context, reply.problem);
      if (context.json) printJson(context, reply.value);
      else context.terminal.out(`${id}\trevoked\n`);
      return EXIT.ok;
    }),
});
