import { expect, test } from "vitest";
import { secrets } from "#adapters/system/secrets.ts";
import { TOKENS } from "#application/ports/collections.ts";
import { type Role } from "#contract/documents/token-document.ts";
import { type Route } from "#contract/route.ts";
import { ROUTES } from "#contract/routes.ts";
import { ask, expectNothingOfTheInside, expectProblem } from "../support/fleet-http.ts";
import { codeOf, eventually, FOREIGN_PRODUCT, manifest, ok, PRODUCT, useLocalFleet } from "../support/fleet-local.ts";
import { bodyOf, pathOf, SAMPLES } from "../support/fleet-requests.ts";

const fleet = useLocalFleet();
const admin = () => ({ token: fleet.adminToken, product: PRODUCT });
const isFor = ({ access }: Route, role: Role): boolean => access !== "public" && access.includes(role);
const submit = (body: string, query = "") =>
  ask(fleet, `/api/fleet/jobs${query}`, {
    ...admin(),
    method: "POST",
    body,
    headers: { "content-type": "text/markdown" },
  });

test.each([
  ["no front matter", "Just do it.\n", 1, "", /expected front matter/],
  ["an open front matter", "---\ntitle: x\n", 1, "", /closing line/],
  ["no title", "---\npriority: high\n---\n", 2, "/title", /expected string/],
  ["a field that is misspelt", "---\ntitle: x\n\nprioritty: high\n---\n", 4, "/prioritty", /[Uu]nrecognized/],
  ["a value that is none of the list", "---\ntitle: x\npriority: urgent\n---\n", 3, "/priority", /critical/],
  [
    "a capability out of form",
    "---\ntitle: x\ncapabilities:\n  - os:linux\n  - Linux\n---\n",
    5,
    "/capabilities/1",
    /namespace:value/,
  ],
  ["YAML that is none", "---\ntitle: x\nlabels: [a\n---\n", 4, "", /./],
  ["one key twice", "---\ntitle: x\ntitle: y\n---\n", 3, "", /unique/i],
  ["a number too large", "---\ntitle: x\nreviewers: 9\n---\n", 3, "/reviewers", /5/],
  [
    "a bomb of aliases",
    `---\na: &a [x,x]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b]\n---\n`,
    2,
    "",
    /alias/,
  ],
])(
  "[HT2] a manifest with %s is refused with its line, its field and what was expected",
  async (_, text, line, pointer, detail) => {
    const seen = await submit(text);
    expectProblem(seen, "invalid-manifest");
    const errors = seen.json["errors"] as { line: number; pointer: string; detail: string }[];
    expect(errors.find((error) => error.pointer === pointer)).toMatchObject({
      line,
      detail: expect.stringMatching(detail),
    });
  },
);

test("[SU3] what no factory offers is accepted as not routable with what is nearest, and refused when strict", async () => {
  await fleet.worker({ capabilities: ["engine:shell", "os:linux", "node:22"] });
  const text = manifest("Odd", "capabilities: [os:linuxx]");
  const accepted = await submit(text);
  expect([accepted.status, accepted.json["missing"]]).toEqual([
    201,
    [{ capability: "os:linuxx", nearest: "os:linux" }],
  ]);
  expect(accepted.json["job"]).toMatchObject({ routable: false, stage: "queued" });
  const refused = await submit(text, "?strict=1");
  expectProblem(refused, "unroutable");
  expect(refused.json["missing"]).toEqual([{ capability: "os:linuxx", nearest: "os:linux" }]);
});

test("[AC1] no token, a wrong one and one that is over are all 401, and every route asks", async () => {
  const revoked = await fleet.token("admin", null);
  const id = secrets.sha256(revoked);
  const stored = await fleet.store.read(TOKENS, id, id);
  const doc = { ...stored!.value, revokedAtMs: 1 };
  await fleet.store.commit("fleet_tokens", id, [{ kind: "replace", doc, expected: stored!.version }]);
  const { code } = ok(await fleet.admin.createEnrolmentCode({ body: { name: "x" } }));
  const wrong = {
    none: null,
    empty: "",
    "of another kind": "hunter2",
    mistyped: `${fleet.adminToken.slice(0, -1)}${fleet.adminToken.endsWith("0") ? "1" : "0"}`,
    unknown: secrets.mint("usr"),
    revoked,
    "an enrolment code": code,
  };
  for (const [what, token] of Object.entries(wrong)) {
    const seen = await ask(fleet, "/api/fleet/jobs", { token, product: PRODUCT });
    expect([what, seen.status]).toEqual([what, 401]);
    expectProblem(seen, "unauthenticated");
    expect(seen.headers["www-authenticate"]).toBe("Bearer");
  }
  for (const route of Object.values(ROUTES)) {
    if (route.access === "public") continue;
    const sample = SAMPLES[route.id];
    const seen = await ask(fleet, pathOf(route.id), { method: route.method, product: PRODUCT, ...bodyOf(sample.body) });
    expectProblem(seen, "unauthenticated");
  }
});

test("[AC1] the token may come in a header of our own where the front end keeps Authorization", async () => {
  const seen = await ask(fleet, "/api/fleet/whoami", { headers: { "x-fleet-token": fleet.adminToken } });
  expect([seen.status, seen.json["role"]]).toEqual([200, "admin"]);
});

test("[AC3] a scope that is too small is 403, and says which would do", async () => {
  const viewer = await fleet.token("viewer", [PRODUCT]);
  const seen = await ask(fleet, "/api/fleet/jobs", {
    method: "POST",
    token: viewer,
    product: PRODUCT,
    ...bodyOf(manifest("x")),
  });
  expectProblem(seen, "forbidden");
  expect(seen.json["needs"]).toEqual(["operator", "admin"]);
});

test("[AC3] a request that names no product, or none that could be, is 400", async () => {
  expectProblem(await ask(fleet, "/api/fleet/jobs", { token: fleet.adminToken }), "product-required");
  expectProblem(
    await ask(fleet, "/api/fleet/jobs", { token: fleet.adminToken, product: "Not A Product" }),
    "product-required",
  );
  const viewer = await fleet.token("viewer", [PRODUCT]);
  expect((await ask(fleet, "/api/fleet/jobs", { token: viewer })).status).toBe(200);
});

test("[AC3] another product's job, run and events look like ones that do not exist", async () => {
  const theirs = fleet.client(fleet.adminToken, FOREIGN_PRODUCT);
  const { job } = ok(await theirs.submitJob({ body: manifest("Theirs") }));
  const their = await fleet.worker({ productId: FOREIGN_PRODUCT });
  const { claimed } = ok(await their.client.claimJob({ body: { claimId: "c", bootId: 1 } }));
  expect(claimed?.job.id).toBe(job.id);
  await fleet.idle();
  const own = await fleet.worker();
  const operator = await fleet.token("operator", [PRODUCT]);
  const absent = { ...SAMPLES };
  const ofJobs = Object.values(ROUTES).filter(({ path }) => path.includes("{jobId}"));
  expect(ofJobs.length).toBeGreaterThan(8);
  for (const route of ofJobs) {
    const token = isFor(route, "operator") ? operator : own.token;
    const answers = await Promise.all(
      [job.id, "job_00000000000000000000000000"].map(async (jobId) => {
        const params = { ...absent[route.id].params, jobId, runId: claimed!.runId, action: "cancel" };
        const sample = { ...absent[route.id], params };
        const seen = await ask(fleet, pathOf(route.id, sample), {
          method: route.method,
          token,
          product: PRODUCT,
          ...bodyOf(sample.body),
        });
        expectProblem(seen, route.id === "reportUsage" ? "run-not-found" : "job-not-found");
        const { requestId: _, jobId: __, ...rest } = seen.json;
        return rest;
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
  }
  // Nor does a token of theirs reach it by naming the product.
  expectProblem(
    await ask(fleet, `/api/fleet/jobs/${job.id}`, { token: operator, product: FOREIGN_PRODUCT }),
    "not-found",
  );
  expect(ok(await theirs.getJob({ params: { jobId: job.id } })).job.stage).toBe("assigned");
});

test("[AC3] a factory's token is good for its own product and its own leases alone", async () => {
  const [first, second] = [await fleet.worker(), await fleet.worker()];
  const { job } = ok(await fleet.admin.submitJob({ body: manifest("Fought over", "priority: critical") }));
  const { claimed } = ok(await first.client.claimJob({ body: { claimId: "f1", bootId: 1 } }));
  expect(claimed?.job.id).toBe(job.id);
  const at = { params: { jobId: job.id } };
  const leaseEpoch = claimed!.leaseEpoch;
  expect(codeOf(await second.client.renewLease({ ...at, body: { leaseEpoch } }))).toBe("fenced");
  expect(codeOf(await second.client.patchJob({ ...at, body: { opId: "x", leaseEpoch, stage: "building" } }))).toBe(
    "fenced",
  );
  expect(codeOf(await second.client.releaseLease({ ...at, body: { opId: "y", leaseEpoch } }))).toBe("fenced");
  const sessions = [{ session: "s", inputTokens: 1, outputTokens: 1, costUsd: 1, source: "reported" as const }];
  const usage = { params: { ...at.params, runId: claimed!.runId }, body: { sessions } };
  expect(codeOf(await second.client.reportUsage(usage))).toBe("run-not-found");
  expect(
    codeOf(await first.client.patchJob({ ...at, body: { opId: "z", leaseEpoch: leaseEpoch + 1, stage: "building" } })),
  ).toBe("fenced");
  ok(await first.client.releaseLease({ ...at, body: { opId: "give-back", leaseEpoch } }));
});

test("[HT1] a path that is no route answers 404 and names nothing of the inside", async () => {
  for (const path of [
    "/api/fleet/none",
    "/api/fleet/jobs/x/y/z",
    "/api/fleet/../../etc/passwd",
    "/app/..%2f..%2fpackage.json",
  ]) {
    const seen = await ask(fleet, path, admin());
    expect([path, seen.status]).toEqual([
      path,
      expect.toSatisfy((status) => status === 404 || path.startsWith("/app")),
    ]);
    expectNothingOfTheInside(seen.text);
    expect(seen.text).not.toContain('"name": "agent-gigafactory"');
  }
});

test("[HT1] parameters and queries out of form are 422 with a pointer to them", async () => {
  const job = await ask(fleet, "/api/fleet/jobs/job_1", admin());
  expectProblem(job, "invalid-request");
  expect(job.json["errors"]).toMatchObject([{ pointer: "/params/jobId" }]);
  const list = await ask(fleet, "/api/fleet/jobs?limit=1000&stage=lost", admin());
  expectProblem(list, "invalid-request");
  expect((list.json["errors"] as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual([
    "/query/limit",
    "/query/stage",
  ]);
  expectProblem(await ask(fleet, "/api/fleet/jobs?cursor=garbage", admin()), "invalid-request");
});

test("[HT5] a fault of our own tells its request's id, and the log alone tells what it was", async () => {
  const { job } = ok(await fleet.admin.submitJob({ body: manifest("Damaged") }));
  const damaged = { id: "run_x", jobId: job.id, productId: PRODUCT, epoch: "canary-4be1" };
  await fleet.database.container("fleet_runs").items.create(damaged);
  const seen = await ask(fleet, `/api/fleet/jobs/${job.id}/runs`, admin());
  expectProblem(seen, "internal");
  expect(Object.keys(seen.json).sort()).toEqual(["code", "detail", "requestId", "status", "title", "type"]);
  const line = await eventually(async () => fleet.lines.find((each) => each.includes(String(seen.json["requestId"]))));
  expect(line).toContain("request.failed");
});

test("[HT5] no token, code or body that was sent is in any answer or in any line of the log", async () => {
  const canaries = {
    token: secrets.mint("usr"),
    code: secrets.mint("enr"),
    text: "canary-body-7f3a9c",
  };
  const worker = await fleet.worker();
  await ask(fleet, "/api/fleet/jobs", { token: canaries.token, product: PRODUCT });
  await ask(fleet, "/api/fleet/factories/enroll", {
    method: "POST",
    ...bodyOf({ ...(SAMPLES.enrolFactory.body as object), code: canaries.code }),
  });
  await submit(`---\ntitle: ${canaries.text}\nnope: 1\n---\n${canaries.text}`);
  await submit(manifest("Whole", "", canaries.text));
  await fleet.idle();
  const lines = await eventually(() => Promise.resolve(fleet.lines.length > 0 && fleet.lines.join("\n")));
  for (const secret of [...Object.values(canaries), fleet.adminToken, worker.token])
    expect(lines).not.toContain(secret);
  expect(lines).not.toContain("AccountKey=");
});
