import { ROUTES } from "#contract/routes.ts";
import { measure } from "#application/metrics/measure.ts";
import { prometheusView } from "#application/views/prometheus-view.ts";
import { bindWith } from "#functions/bind.ts";
import { jsonReply } from "#functions/reply.ts";

/** JSON for pages; for a scraper, by its Accept header, the text that it reads. */
export const METRICS_FUNCTIONS = {
  getMetrics: bindWith(ROUTES.getMetrics, async (deps, { productId, request }) => {
    const metrics = await measure(deps, productId);
    const wantsText = /text\/plain|openmetrics/.test(request.headers.get("accept") ?? "");
    if (!wantsText) return jsonReply(200, metrics);
    return {
      status: 200,
      headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" },
      body: prometheusView(metrics),
    };
  }),
} as const;
