import { afterEach, expect, test } from "vitest";
import { COMMANDS, GROUPS } from "#cli/commands.ts";
import { runCli } from "#cli/run-cli.ts";
import { aFactory, aProblem } from "../support/builders.ts";
import { type Asked, fakeCoordinator } from "../support/fake-coordinator.ts";
import { fakeTerminal } from "../support/fake-terminal.ts";

const ID = "fac_01JZ8Y3V6W9Q4T7R2M5N8P0XKD";
const TOKEN_ID = "tok_01JZ8Y3V6W9Q4T7R2M5N8P0XKE";
const CREATED = {
  tokenId: TOKEN_ID,
  name: "bot",
  role: "viewer",
  products: ["shop"],
  lastFour: "wxyz",
  createdAt: "2026-07-01T12:00:00.000Z",
  expiresAt: null,
};
let coordinator: Awaited<ReturnType<typeof fakeCoordinator>>;
afterEach(() => coordinator.close());

const agf = async (argv: readonly string[], answer: (asked: Asked) => { status: number; body: unknown }) => {
  coordinator = await fakeCoordinator(answer);
  const env = { AGF_API: coordinator.url, AGF_TOKEN: "agf_usr_test", AGF_PRODUCT: "shop" };
  const terminal = fakeTerminal({ env });
  const exitCode = await runCli({ argv, commands: COMMANDS, groups: GROUPS, terminal, version: "1" });
  return { exitCode, stdout: terminal.stdout(), stderr: terminal.stderr(), asked: coordinator.asked };
};

test.each(["drain", "pause", "quarantine"])("[FL7] agf factories %s sends why and until when", async (order) => {
  const factory = aFactory({ id: ID, lifecycle: "paused", lifecycleUntil: "2026-07-01T18:00:00.000Z" });
  const argv = ["factories", order, ID, "--note", "kernel", "--until", "2026-07-01T20:00:00+02:00"];
  const seen = await agf(argv, () => ({ status: 200, body: { factory } }));
  expect(seen).toMatchObject({ exitCode: 0, stdout: `${ID}\tpaused until 2026-07-01T18:00:00.000Z\n` });
  expect(seen.asked[0]).toMatchObject({
    path: `/api/fleet/factories/${ID}/${order}`,
    body: { note: "kernel", until: "2026-07-01T18:00:00.000Z" },
  });
});

test("[FL7] agf factories resume and remove ask for just that, and a busy factory is a conflict", async () => {
  const resumed = await agf(["factories", "resume", ID], () => ({
    status: 200,
    body: { factory: aFactory({ id: ID }) },
  }));
  expect(resumed).toMatchObject({ exitCode: 0, stdout: `${ID}\tactive\n` });
  await coordinator.close();
  const removed = { factoryId: ID, jobsReleased: 2 };
  const forced = await agf(["factories", "remove", ID, "--force"], () => ({ status: 200, body: removed }));
  expect(forced).toMatchObject({ exitCode: 0, stdout: `${ID}\tremoved\t2 jobs back in the queue\n` });
  expect(forced.asked[0]).toMatchObject({ method: "DELETE", path: `/api/fleet/factories/${ID}?force=1` });
  await coordinator.close();
  const busy = aProblem("factory-busy", 409, { factoryId: ID, jobIds: [] });
  expect(await agf(["factories", "remove", ID], () => ({ status: 409, body: busy }))).toMatchObject({ exitCode: 6 });
});

test("[FL7] agf tokens create prints the token alone, for this session's product unless told otherwise", async () => {
  const reply = { status: 201, body: { token: "agf_usr_new", created: CREATED } };
  const made = await agf(["tokens", "create", "--name", "bot"], () => reply);
  expect(made).toMatchObject({ exitCode: 0, stdout: "agf_usr_new\n", stderr: expect.stringContaining(TOKEN_ID) });
  expect(made.asked[0]?.body).toEqual({ name: "bot", role: "viewer", products: ["shop"], expiresAt: null });
  await coordinator.close();
  const all = await agf(["tokens", "create", "--name", "x", "--role", "admin", "--all-products"], () => reply);
  expect(all.asked[0]?.body).toMatchObject({ role: "admin", products: null });
});

test("[FL7] agf tokens list and revoke name a token by its id, never by what it is", async () => {
  const listed = await agf(["tokens", "list"], () => ({ status: 200, body: { items: [CREATED] } }));
  expect(listed).toMatchObject({ exitCode: 0, stdout: `${TOKEN_ID}\tbot\tviewer\tshop\twxyz\tnever\n` });
  await coordinator.close();
  const revoked = await agf(["tokens", "revoke", TOKEN_ID], () => ({ status: 200, body: { tokenId: TOKEN_ID } }));
  expect(revoked).toMatchObject({ exitCode: 0, stdout: `${TOKEN_ID}\trevoked\n` });
  expect(revoked.asked[0]).toMatchObject({ method: "DELETE", path: `/api/fleet/tokens/${TOKEN_ID}` });
});
