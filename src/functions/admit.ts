import { type HttpRequest } from "@azure/functions";
import { ProductId } from "#contract/id.ts";
import { type Refusal } from "#contract/problem.ts";
import { type Route } from "#contract/route.ts";
import { type Principal } from "#application/access/authenticate.ts";
import { type App } from "#functions/compose.ts";

type Reason = Refusal<"unauthenticated" | "forbidden" | "product-required" | "not-found">;
type Admitted = { readonly principal: Principal; readonly productId: string };
export type Admission =
  | { readonly ok: true; readonly admitted: Admitted }
  | { readonly ok: false; readonly problem: Reason };

const NOBODY: Principal = { name: "nobody", role: "viewer", products: [], factoryId: null };
const no = (problem: Reason): Admission => ({ ok: false, problem });

/** AC3: who calls, whether the route is for that role, and whether the product is one of theirs. */
export async function admit(app: App, route: Route, request: HttpRequest): Promise<Admission> {
  if (route.access === "public") return { ok: true, admitted: { principal: NOBODY, productId: "" } };
  const principal = await app.authenticate(tokenOf(request));
  if (principal === null) return no({ code: "unauthenticated" });
  if (!route.access.includes(principal.role)) return no({ code: "forbidden", needs: [...route.access] });
  if (!route.perProduct) return { ok: true, admitted: { principal, productId: "" } };
  const product = ProductId.safeParse(request.headers.get("x-product-id") ?? onlyProductOf(principal));
  if (!product.success) return no({ code: "product-required" });
  // A foreign product looks like one that does not exist: its very name is not told.
  if (principal.products !== null && !principal.products.includes(product.data)) return no({ code: "not-found" });
  return { ok: true, admitted: { principal, productId: product.data } };
}

const onlyProductOf = ({ products }: Principal): string | undefined =>
  products?.length === 1 ? products[0] : undefined;

/** `X-Fleet-Token` stands in where a front end keeps `Authorization` for itself. */
function tokenOf(request: HttpRequest): string {
  const own = request.headers.get("x-fleet-token");
  if (own !== null) return own.trim();
  const [scheme, token] = (request.headers.get("authorization") ?? "").split(" ");
  return scheme?.toLowerCase() === "bearer" ? (token ?? "") : "";
}
