import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { codeOf, FOREIGN_PRODUCT, manifest, ok, PRODUCT, useLocalFleet } from "../support/fleet-local.ts";

const fleet = useLocalFleet();
const BYTES = Buffer.from("a log that nobody else has\n");
const digest = (name: string) => createHash(name).update(BYTES).digest("hex");

test("[AR8] from the claim to the download the bytes go straight to the blob service and back, and come as they were", async () => {
  const worker = await fleet.worker();
  const { job } = ok(await fleet.admin.submitJob({ body: manifest("With a log", "priority: critical") }));
  const { claimed } = ok(await worker.client.claimJob({ body: { claimId: "a1", bootId: 1 } }));
  expect(claimed?.job.id).toBe(job.id);
  const { leaseEpoch } = claimed!;
  const params = { jobId: job.id };
  const declaration = { params, body: { opId: "d1", leaseEpoch, name: "logs/run.txt", contentType: "text/plain" } };
  const { artifact, upload } = ok(await worker.client.declareArtifact(declaration));
  expect(ok(await worker.client.declareArtifact(declaration)).artifact).toEqual(artifact);
  expect(Date.parse(upload.expiresAt) - Date.now()).toBeLessThanOrEqual(15 * 60_000);
  const at = { params: { artifactId: artifact.id } };
  const body = { opId: "s1", leaseEpoch, sizeBytes: BYTES.length, sha256: digest("sha256"), md5: digest("md5") };
  expect(codeOf(await worker.client.sealArtifact({ ...at, body }))).toBe("artifact-mismatch");
  expect((await fetch(upload.url, { method: "PUT", headers: upload.headers, body: BYTES })).status).toBe(201);
  const sealed = ok(await worker.client.sealArtifact({ ...at, body })).artifact;
  expect(ok(await worker.client.sealArtifact({ ...at, body })).artifact).toEqual(sealed);
  expect(sealed).toMatchObject({ state: "sealed", sizeBytes: BYTES.length, sha256: digest("sha256") });

  const viewer = fleet.client(await fleet.token("viewer", [PRODUCT]));
  const { download } = ok(await viewer.getArtifact(at));
  const got = await fetch(download!.url);
  expect(Buffer.from(await got.arrayBuffer())).toEqual(BYTES);
  expect(got.headers.get("content-disposition")).toBe('attachment; filename="run.txt"');
  expect(ok(await viewer.listArtifacts({ params })).items).toEqual([sealed]);
  expect(codeOf(await fleet.client(fleet.adminToken, FOREIGN_PRODUCT).getArtifact(at))).toBe("artifact-not-found");

  ok(await worker.client.releaseLease({ params, body: { opId: "r1", leaseEpoch } }));
  expect(codeOf(await worker.client.declareArtifact({ params, body: { ...declaration.body, opId: "d2" } }))).toBe(
    "fenced",
  );
  ok(await fleet.admin.deleteArtifact(at));
  expect(codeOf(await viewer.getArtifact(at))).toBe("artifact-not-found");
  expect((await fetch(download!.url)).status).toBe(404);
  await fleet.idle();
  // A URL is a secret while it lasts: no line of any log and no document has its signature.
  expect([fleet.lines.join("\n"), await fleet.picture()].filter((text) => /[?&]sig=/.test(text))).toEqual([]);
});
