import * as z from "zod";
import { Budget, BudgetWindow, Burndown } from "#contract/budget.ts";
import { ProductId } from "#contract/id.ts";
import { Usd } from "#contract/money.ts";
import { defineRoutes } from "#contract/route.ts";

const READERS = ["viewer", "operator", "admin", "factory"] as const;
const WRITERS = ["operator", "admin"] as const;
const ofProduct = z.strictObject({ productId: ProductId });
const Note = z.strictObject({ note: z.string().max(500).default("") });

export const BUDGET_ROUTES = defineRoutes({
  getBudget: {
    method: "GET",
    path: "/api/fleet/budgets/{productId}",
    tag: "Budgets",
    summary: "The product's ceiling, what is spent of it in this window, what is reserved, and whether it is paused",
    access: READERS,
    params: ofProduct,
    ok: Budget,
    problems: ["not-found"],
  },
  setBudget: {
    method: "PUT",
    path: "/api/fleet/budgets/{productId}",
    tag: "Budgets",
    summary: "Set the ceiling (null is none) and its window, under the etag that was read (If-Match)",
    access: WRITERS,
    params: ofProduct,
    body: z.strictObject({ ceilingUsd: Usd.nullable(), window: BudgetWindow }).meta({ id: "SetBudget" }),
    ok: Budget,
    problems: ["not-found", "if-match-required", "policy-stale", "contention"],
  },
  pauseBudget: {
    method: "POST",
    path: "/api/fleet/budgets/{productId}/pause",
    tag: "Budgets",
    summary: "Give out no more jobs of the product; what runs goes on",
    access: WRITERS,
    params: ofProduct,
    body: Note,
    ok: Budget,
    problems: ["not-found", "contention"],
  },
  resumeBudget: {
    method: "POST",
    path: "/api/fleet/budgets/{productId}/resume",
    tag: "Budgets",
    summary: "Give out jobs again",
    access: WRITERS,
    params: ofProduct,
    body: Note,
    ok: Budget,
    problems: ["not-found", "budget-exhausted", "contention"],
  },
  getBurndown: {
    method: "GET",
    path: "/api/fleet/budgets/{productId}/burndown",
    tag: "Budgets",
    summary: "Spend by day over the window, and when the ceiling is met at this rate",
    access: READERS,
    params: ofProduct,
    ok: Burndown,
    problems: ["not-found"],
  },
});
