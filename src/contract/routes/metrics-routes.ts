import { Metrics } from "#contract/metrics.ts";
import { defineRoutes } from "#contract/route.ts";

export const METRICS_ROUTES = defineRoutes({
  getMetrics: {
    method: "GET",
    path: "/api/fleet/metrics",
    tag: "Metrics",
    summary: "How the product's fleet does, and what is wrong with it; Prometheus text with Accept: text/plain",
    access: ["viewer", "operator", "admin"],
    ok: Metrics,
    problems: [],
  },
});
