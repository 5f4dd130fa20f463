import { expect, test } from "vitest";
import { paths, readPlace } from "#dashboard/routes/path-builder.ts";
import { idOf } from "../support/fixtures.ts";

const read = (path: string) => readPlace(new URL(path, "http://127.0.0.1"));

test("[DR1] every address that is built is read back as the same place", () => {
  const jobId = idOf("job", 7);
  expect(read(paths.overview({ productId: null, stage: null }))).toEqual({
    page: "overview",
    productId: null,
    stage: null,
  });
  expect(read(paths.overview({ productId: "demo", stage: "dead_letter" }))).toEqual({
    page: "overview",
    productId: "demo",
    stage: "dead_letter",
  });
  expect(read(paths.job({ productId: "demo", jobId }))).toEqual({ page: "job", productId: "demo", jobId });
});

test("[DR1] an address that is none says so, and an unknown stage is dropped", () => {
  expect(read("/app")).toMatchObject({ page: "overview" });
  expect(read("/app/?stage=sleeping")).toMatchObject({ page: "overview", stage: null });
  expect(read("/app/jobs/7")).toMatchObject({ page: "nowhere", path: "/app/jobs/7" });
  expect(read("/app/elsewhere")).toMatchObject({ page: "nowhere" });
});
