import * as z from "zod";
import { ROLES } from "#contract/documents/token-document.ts";
import { ProductId, TokenId } from "#contract/id.ts";
import { defineRoutes } from "#contract/route.ts";
import { Timestamp } from "#contract/time.ts";

const PRODUCTS_MAX = 100;
/** Factories enrol; nobody gives them a token by hand. */
const PERSONS = ROLES.filter((role) => role !== "factory");
const products = z.array(ProductId).min(1).max(PRODUCTS_MAX).nullable();

export const OperatorToken = z
  .object({
    tokenId: TokenId,
    name: z.string(),
    role: z.enum(PERSONS),
    products: z.array(ProductId).nullable(),
    lastFour: z.string(),
    createdAt: Timestamp,
    expiresAt: Timestamp.nullable(),
  })
  .meta({ id: "OperatorToken" });
export type OperatorToken = Readonly<z.infer<typeof OperatorToken>>;

export const TOKEN_ROUTES = defineRoutes({
  createToken: {
    method: "POST",
    path: "/api/fleet/tokens",
    tag: "Tokens",
    summary: "Make a token for a person or a program. It is shown this once",
    access: ["admin"],
    perProduct: false,
    body: z
      .strictObject({
        name: z.string().min(1).max(60),
        role: z.enum(PERSONS),
        /** `null` is every product, and only an administrator may have that. */
        products,
        expiresAt: Timestamp.nullable().default(null),
      })
      .refine((body) => body.products !== null || body.role === "admin", {
        path: ["products"],
        error: "only an administrator's token is good for every product",
      }),
    ok: z.object({ token: z.string(), created: OperatorToken }),
    statuses: [201],
    problems: ["not-found", "invalid-request"],
  },
  listTokens: {
    method: "GET",
    path: "/api/fleet/tokens",
    tag: "Tokens",
    summary: "The tokens of people and programs that are still good, without what they are",
    access: ["admin"],
    perProduct: false,
    ok: z.object({ items: z.array(OperatorToken) }),
    problems: [],
  },
  deleteToken: {
    method: "DELETE",
    path: "/api/fleet/tokens/{tokenId}",
    tag: "Tokens",
    summary: "Revoke a token, everywhere within five seconds",
    access: ["admin"],
    perProduct: false,
    params: z.strictObject({ tokenId: TokenId }),
    ok: z.object({ tokenId: TokenId }),
    problems: ["token-not-found"],
  },
});
