import { type ProblemDocument } from "#contract/problem.ts";
import { type Api } from "./api.ts";
import { adoptServerTime } from "./clock.ts";

export type Identity = {
  readonly name: string;
  readonly role: string;
  /** Null is every product. */
  readonly products: readonly string[] | null;
};
export type Identified =
  | { readonly kind: "known"; readonly identity: Identity }
  /** The token is good, but nothing says yet which product is meant. */
  | { readonly kind: "product-wanted" }
  | { readonly kind: "problem"; readonly problem: ProblemDocument };

export async function identify(api: Api): Promise<Identified> {
  const reply = await api.send((client) => client.whoAmI({}));
  if (reply.ok) {
    adoptServerTime(reply.value.serverTime);
    return { kind: "known", identity: reply.value };
  }
  if (reply.problem.code === "product-required") return { kind: "product-wanted" };
  return { kind: "problem", problem: reply.problem };
}

type Wish = { readonly inAddress: string | null; readonly remembered: string | null };

/** The product to show: what the address says, else the last one, else the first; null when a person must say. */
export function chooseProduct(products: readonly string[] | null, { inAddress, remembered }: Wish): string | null {
  if (products === null) return inAddress ?? remembered;
  const allowed = [inAddress, remembered].find((wish) => wish !== null && products.includes(wish));
  return allowed ?? products[0] ?? null;
}

const WRITERS: ReadonlySet<string> = new Set(["operator", "admin"]);
/** Null when the role may act on jobs, otherwise the sentence that says why not. */
export const whyReadOnly = (role: string): string | null =>
  WRITERS.has(role) ? null : `This token is a ${role}'s: acting on jobs needs an operator's or an administrator's.`;
