import { expect, test } from "vitest";
import { type BinaryOperation, readResults, writeOperations } from "../support/binary-batch.ts";
import { useCosmos } from "../support/cosmos.ts";
import { rawRequest } from "../support/raw.ts";

const cosmos = useCosmos();
const JSON_PATCH = '{"operations":[{"op":"incr","path":"/n","value":1}]}';

const create = (id: string): BinaryOperation => ({
  code: 0,
  variable: { 6: JSON.stringify({ id, pk: "p", n: 1 }) },
  sparse: [],
});

function post(url: string, body: Buffer, headers: Record<string, string>) {
  const all = { "x-ms-cosmos-is-batch-request": "True", ...headers };
  return rawRequest(cosmos.server, { method: "POST", path: `${url}/docs`, headers: all, body });
}

const ATOMIC = { "x-ms-cosmos-batch-atomic": "True", "x-ms-documentdb-partitionkey": '["p"]' };

test("[LC41] a binary batch is all or nothing and answered in binary, with etags and items", async () => {
  const container = await cosmos.container();
  const reply = await post(
    container.url,
    writeOperations([
      create("a"),
      { code: 1, variable: { 4: "a", 6: JSON_PATCH }, sparse: [] },
      { code: 2, variable: { 4: "a" }, sparse: [] },
    ]),
    ATOMIC,
  );
  expect(reply.status).toBe(200);
  const results = readResults(reply.body);
  expect(results.map(({ status }) => status)).toEqual([201, 200, 200]);
  const { resource, etag } = await container.item("a", "p").read();
  expect(JSON.parse(results[2]?.body ?? "")).toEqual(resource);
  expect(results[1]?.etag).toBe(etag);

  const failed = await post(container.url, writeOperations([create("b"), create("a")]), ATOMIC);
  expect(failed.status).toBe(207);
  expect(readResults(failed.body).map(({ status }) => status)).toEqual([424, 409]);
  expect((await container.item("b", "p").read()).statusCode).toBe(404);
});

test("[LC41] a binary bulk is answered operation by operation, and a minimal one without the item", async () => {
  const container = await cosmos.container();
  await container.items.create({ id: "taken", pk: "p" });
  const keyed = (id: string, sparse: Buffer[] = []): BinaryOperation => ({
    code: 0,
    variable: { 2: '["p"]', 6: JSON.stringify({ id, pk: "p" }) },
    sparse,
  });
  const reply = await post(
    container.url,
    writeOperations([keyed("taken"), keyed("new"), keyed("small", [Buffer.from([3, 12])])]),
    {
      "x-ms-cosmos-batch-atomic": "False",
      "x-ms-documentdb-partitionkeyrangeid": "0",
      "x-ms-cosmos-batch-continue-on-error": "True",
    },
  );
  expect(reply.status).toBe(207);
  const results = readResults(reply.body);
  expect(results.map(({ status }) => status)).toEqual([409, 201, 201]);
  expect(results.map(({ body }) => body === null)).toEqual([true, false, true]);
  expect(results[2]?.etag).not.toBeNull();
});

test("[LC41] a damaged binary batch is 400 and changes nothing", async () => {
  const container = await cosmos.container();
  const body = writeOperations([create("a")]);
  body.writeUInt8(body.readUInt8(body.length - 3) ^ 1, body.length - 3);
  expect((await post(container.url, body, ATOMIC)).status).toBe(400);
  expect((await container.item("a", "p").read()).statusCode).toBe(404);
});
