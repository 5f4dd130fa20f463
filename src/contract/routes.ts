import { type Route } from "#contract/route.ts";
import { ARTIFACT_ROUTES } from "#contract/routes/artifact-routes.ts";
import { BATCH_ROUTES } from "#contract/routes/batch-routes.ts";
import { FACTORY_ROUTES } from "#contract/routes/factory-routes.ts";
import { BUDGET_ROUTES } from "#contract/routes/budget-routes.ts";
import { FLEET_ROUTES } from "#contract/routes/fleet-routes.ts";
import { JOB_ROUTES } from "#contract/routes/job-routes.ts";
import { DAG_ROUTES } from "#contract/routes/dag-routes.ts";
import { METRICS_ROUTES } from "#contract/routes/metrics-routes.ts";
import { PROFILE_ROUTES } from "#contract/routes/profile-routes.ts";
import { REVIEW_ROUTES } from "#contract/routes/review-routes.ts";
import { TOKEN_ROUTES } from "#contract/routes/token-routes.ts";
import { WORKER_ROUTES } from "#contract/routes/worker-routes.ts";

/** The route table: everything that the API can be asked. */
export const ROUTES = {
  ...JOB_ROUTES,
  ...BATCH_ROUTES,
  ...ARTIFACT_ROUTES,
  ...PROFILE_ROUTES,
  ...DAG_ROUTES,
  ...REVIEW_ROUTES,
  ...WORKER_ROUTES,
  ...FLEET_ROUTES,
  ...BUDGET_ROUTES,
  ...FACTORY_ROUTES,
  ...TOKEN_ROUTES,
  ...METRICS_ROUTES,
} as const satisfies Record<string, Route>;
export type Routes = typeof ROUTES;
export type RouteId = keyof Routes;
