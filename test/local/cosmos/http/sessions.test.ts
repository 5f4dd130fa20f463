import { expect, test } from "vitest";
import { clientOf, DATABASE, useCosmos } from "../support/cosmos.ts";
import { rawRequest } from "../support/raw.ts";

const cosmos = useCosmos({ partitions: 2, consistency: "Session" });

test("[LC90] every reply about items carries a session token that rises with the writes of its partition", async () => {
  const container = await cosmos.container();
  const tokens: number[] = [];
  for (const id of ["a", "b", "c"]) {
    const { headers } = await container.items.create({ id, pk: "p" });
    const [, lsn] = String(headers["x-ms-session-token"]).split("#");
    tokens.push(Number(lsn));
  }
  expect(tokens).toEqual([1, 2, 3]);
});

test("[LC90] a client with Session consistency reads its own writes and those whose token it is handed", async () => {
  const session = clientOf(cosmos.server, { consistencyLevel: "Session" });
  const container = await cosmos.container();
  const mine = session.database(DATABASE).container(container.id);
  const { headers } = await container.items.create({ id: "a", pk: "p" });
  const sessionToken = String(headers["x-ms-session-token"]);
  expect((await mine.item("a", "p").read({ sessionToken })).statusCode).toBe(200);
  await mine.items.create({ id: "b", pk: "p" });
  expect((await mine.item("b", "p").read()).statusCode).toBe(200);
  session.dispose();
});

test("[LC91] deleting a partition key deletes everything under it and nothing else", async () => {
  const container = await cosmos.container();
  for (const id of ["a", "b"]) {
    await container.items.create({ id, pk: "gone" });
    await container.items.create({ id, pk: "kept" });
  }
  const reply = await rawRequest(cosmos.server, {
    method: "POST",
    path: `${container.url}/operations/partitionkeydelete`,
    type: "colls",
    headers: { "x-ms-documentdb-partitionkey": '["gone"]' },
  });
  expect(reply.status).toBe(200);
  const { resources } = await container.items.readAll().fetchAll();
  expect(resources.map(({ pk }) => pk)).toEqual(["kept", "kept"]);
});

test("[LC92] a listener hears of every durable write, with the database and the container, until it stops", async () => {
  const container = await cosmos.container();
  const heard: string[] = [];
  const stop = cosmos.server.onCommit((database, id) => heard.push(`${database}/${id}`));
  await container.items.create({ id: "a", pk: "p" });
  await container.items.batch([{ operationType: "Delete", id: "a" }], "p");
  await container.item("a", "p").read();
  expect(heard).toEqual([`db/${container.id}`, `db/${container.id}`]);
  stop();
  await container.items.create({ id: "b", pk: "p" });
  expect(heard).toHaveLength(2);
});

test("[LC93] a request larger than the service takes is 413", async () => {
  const container = await cosmos.container();
  const headers = { "x-ms-documentdb-partitionkey": '["p"]' };
  const body = JSON.stringify({ id: "a", pk: "p", pad: "x".repeat(5_000_000) });
  const reply = await rawRequest(cosmos.server, { method: "POST", path: `${container.url}/docs`, headers, body });
  expect(reply.status).toBe(413);
});
