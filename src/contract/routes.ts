import { type Route } from "#contract/route.ts";
import { FLEET_ROUTES } from "#contract/routes/fleet-routes.ts";
import { JOB_ROUTES } from "#contract/routes/job-routes.ts";
import { WORKER_ROUTES } from "#contract/routes/worker-routes.ts";

/** The route table: everything that the API can be asked. */
export const ROUTES = { ...JOB_ROUTES, ...WORKER_ROUTES, ...FLEET_ROUTES } as const satisfies Record<string, Route>;
export type Routes = typeof ROUTES;
export type RouteId = keyof Routes;
