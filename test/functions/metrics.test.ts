import { expect, test } from "vitest";
import { ask } from "../support/fleet-http.ts";
import { manifest, ok, PRODUCT, useLocalFleet } from "../support/fleet-local.ts";

const fleet = useLocalFleet();

test("[MT3] the metrics are JSON for a page and text for a scraper, of the caller's own product", async () => {
  ok(await fleet.admin.submitJob({ body: manifest("Wait") }));
  await fleet.idle();
  const metrics = ok(await fleet.admin.getMetrics({}));
  expect(metrics).toMatchObject({ productId: PRODUCT, jobs: { queued: 1 }, unroutable: 1, relayLagMs: 0 });
  expect(metrics.alerts.map(({ code }) => code)).toContain("unroutable");
  const text = await ask(fleet, "/api/fleet/metrics", {
    token: fleet.adminToken,
    product: PRODUCT,
    headers: { accept: "text/plain" },
  });
  expect([text.status, text.headers["content-type"]]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
  expect(text.text).toContain(`fleet_jobs{product="${PRODUCT}",stage="queued"} 1\n`);
});
