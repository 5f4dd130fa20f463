import { app } from "@azure/functions";
import * as df from "durable-functions";
import { type Method, type Route } from "#contract/route.ts";
import { ROUTES } from "#contract/routes.ts";
import { type HttpFunction } from "#functions/bind.ts";
import { registerProductEntity } from "#functions/entities/product.ts";
import { registerFeeds } from "#functions/feeds/feeds.ts";
import { FACTORY_FUNCTIONS } from "#functions/http/factories.ts";
import { BUDGET_FUNCTIONS } from "#functions/http/budgets.ts";
import { ARTIFACT_FUNCTIONS } from "#functions/http/artifacts.ts";
import { FLEET_FUNCTIONS } from "#functions/http/fleet.ts";
import { JOB_FUNCTIONS } from "#functions/http/jobs.ts";
import { DAG_FUNCTIONS } from "#functions/http/dag.ts";
import { METRICS_FUNCTIONS } from "#functions/http/metrics.ts";
import { REVIEW_FUNCTIONS } from "#functions/http/review.ts";
import { PROFILE_FUNCTIONS } from "#functions/http/profiles.ts";
import { STREAM_FUNCTIONS } from "#functions/http/stream.ts";
import { SUBMIT_FUNCTIONS } from "#functions/http/submit.ts";
import { TOKEN_FUNCTIONS } from "#functions/http/tokens.ts";
import { WORKER_FUNCTIONS } from "#functions/http/workers.ts";
import { registerDashboard } from "#functions/static/dashboard.ts";
import { registerTimers } from "#functions/timers/timers.ts";

/** A route without a function, or a function without a route, does not compile. */
const HTTP_FUNCTIONS: { readonly [K in keyof typeof ROUTES]: HttpFunction } = {
  ...JOB_FUNCTIONS,
  ...SUBMIT_FUNCTIONS,
  ...ARTIFACT_FUNCTIONS,
  ...PROFILE_FUNCTIONS,
  ...STREAM_FUNCTIONS,
  ...DAG_FUNCTIONS,
  ...REVIEW_FUNCTIONS,
  ...WORKER_FUNCTIONS,
  ...FLEET_FUNCTIONS,
  ...BUDGET_FUNCTIONS,
  ...FACTORY_FUNCTIONS,
  ...TOKEN_FUNCTIONS,
  ...METRICS_FUNCTIONS,
};

app.setup({ enableHttpStream: true });
for (const route of Object.values(ROUTES)) registerHttp(route, HTTP_FUNCTIONS[route.id]);
registerFeeds();
registerTimers();
registerProductEntity();
registerDashboard(() => process.env["FLEET_DASHBOARD_FOLDER"] ?? "dist/dashboard");

function registerHttp(route: Route, handler: HttpFunction): void {
  const methods: Method[] = [route.method];
  app.http(route.id, {
    methods,
    // Tokens are the app's own business: a host key would only be a second, coarser one.
    authLevel: "anonymous",
    route: route.path.slice(1),
    extraInputs: [df.input.durableClient()],
    handler,
  });
}
