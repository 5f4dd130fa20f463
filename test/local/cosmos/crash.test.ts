import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ChangeFeedStartFrom, type Container, CosmosClient, type OperationInput } from "@azure/cosmos";
import { expect, test } from "vitest";
import { COSMOS_EMULATOR_KEY } from "#local/cosmos/cosmos-server.ts";
import { temporaryFolder } from "./support/folder.ts";
import { buildServer, killProcess, type ServerProcess, startProcess } from "./support/server-process.ts";

const KILLS = 20;
const WRITERS = 32;
const IDS_PER_WRITER = 6;

/** What a writer knows of one of its items: the last acknowledged state, and what a write under way would make of it. */
type Known = { acknowledged: number | null; underWay: number | null | undefined };
type World = Map<string, Known>;

/** A small generator, so that a failing run can be told by its seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function open(server: ServerProcess): CosmosClient {
  return new CosmosClient({
    endpoint: server.endpoint,
    key: COSMOS_EMULATOR_KEY,
    connectionPolicy: { enableBackgroundEndpointRefreshing: false },
  });
}

const containerOf = (client: CosmosClient): Container => client.database("db").container("c");

type Step = { readonly known: Known; readonly operation: OperationInput };

/** Chooses what to do with an item and notes it in the world. */
function plan(world: World, id: string, at: { pk: string; n: number; random: () => number }): Step {
  const known = world.get(id) ?? { acknowledged: null, underWay: undefined };
  world.set(id, known);
  const isDelete = known.acknowledged !== null && at.random() < 0.2;
  known.underWay = isDelete ? null : at.n;
  if (isDelete) return { known, operation: { operationType: "Delete", id } };
  const resourceBody = { id, pk: at.pk, n: at.n, pad: "x".repeat(900) };
  return { known, operation: { operationType: "Upsert", resourceBody } };
}

/** One write of one or two items, in one request; that it was acknowledged is noted in the world. */
async function writeOnce(container: Container, world: World, at: { pk: string; n: number; random: () => number }) {
  const pick = () => `${at.pk}-${Math.floor(at.random() * IDS_PER_WRITER)}`;
  const ids = new Set(at.random() < 0.3 ? [pick(), pick()] : [pick()]);
  const steps = Array.from(ids, (id) => plan(world, id, at));
  const [first] = steps;
  if (steps.length === 1 && first?.operation.operationType === "Upsert") {
    await container.items.upsert(first.operation.resourceBody);
  } else {
    const reply = await container.items.batch(
      steps.map(({ operation }) => operation),
      at.pk,
    );
    expect(reply.code).toBe(200);
  }
  for (const { known } of steps) {
    known.acknowledged = known.underWay ?? null;
    known.underWay = undefined;
  }
}

async function writeUntilKilled(container: Container, world: World, at: { writer: number; cycle: number }) {
  const random = randomFrom(at.writer * 1000 + at.cycle);
  for (let n = at.cycle * 100_000; ; n++) {
    try {
      await writeOnce(container, world, { pk: `w${at.writer}`, n, random });
    } catch (error) {
      // A lost connection is what a kill looks like; anything else is a failure of the server.
      if ((error as { code?: unknown }).code !== undefined && typeof (error as { code: unknown }).code === "number")
        throw error;
      return;
    }
  }
}

/** Compares what the server holds with what was acknowledged; a write under way may have happened or not. */
async function check(container: Container, world: World): Promise<void> {
  const { resources } = await container.items.query<{ id: string; n: number }>("SELECT c.id, c.n FROM c").fetchAll();
  const held = new Map(resources.map(({ id, n }) => [id, n]));
  const wrong: unknown[] = [];
  for (const [id, known] of world) {
    const is = held.get(id) ?? null;
    const isUnderWay = known.underWay !== undefined && is === known.underWay;
    if (is !== known.acknowledged && !isUnderWay) wrong.push({ id, is, ...known });
    known.acknowledged = is;
    known.underWay = undefined;
  }
  expect(wrong).toEqual([]);
  expect(held.size).toBe([...world.values()].filter(({ acknowledged }) => acknowledged !== null).length);
}

/** Reads the change feed on from a token until it has nothing more, or for some pages: writers can outrun a reader. */
async function follow(
  container: Container,
  { token, seen, pagesMax }: { token: string | null; seen: Map<string, number>; pagesMax: number },
): Promise<string> {
  const changeFeedStartFrom =
    token === null ? ChangeFeedStartFrom.Beginning() : ChangeFeedStartFrom.Continuation(token);
  const feed = container.items.getChangeFeedIterator<{ id: string; n: number }>({ changeFeedStartFrom });
  for (let pages = 1; ; pages++) {
    const page = await feed.readNext();
    for (const { id, n } of page.result) seen.set(id, n);
    if (page.statusCode === 304 || pages >= pagesMax) return page.continuationToken;
  }
}

test("[LC7] killed 20 times under 32 writers, the server has every acknowledged write unchanged, and its change feed loses none", async () => {
  const folder = temporaryFolder();
  const file = await buildServer(join(folder, "build"));
  const data = join(folder, "data");
  const random = randomFrom(20_260_101);
  const world: World = new Map();
  const seen = new Map<string, number>();
  let token: string | null = null;
  let server = await startProcess(file, data);
  try {
    const first = open(server);
    await first.databases.create({ id: "db" });
    await first.database("db").containers.create({ id: "c", partitionKey: "/pk" });
    for (let cycle = 1; cycle <= KILLS; cycle++) {
      const client = open(server);
      const container = containerOf(client);
      await container.read();
      const writing = Array.from({ length: WRITERS }, (_, writer) =>
        writeUntilKilled(container, world, { writer, cycle }),
      );
      // The reader is under way when the kill comes, as the writers are.
      const halfway = new Promise((resolve) => setTimeout(resolve, 100 + random() * 400));
      await halfway;
      token = await follow(container, { token, seen, pagesMax: 3 });
      await killProcess(server);
      await Promise.all(writing);
      client.dispose();
      server = await startProcess(file, data);
      await check(containerOf(open(server)), world);
    }
    await follow(containerOf(open(server)), { token, seen, pagesMax: Infinity });
    const alive = [...world].filter(([, { acknowledged }]) => acknowledged !== null);
    const missed = alive.filter(([id, { acknowledged }]) => seen.get(id) !== acknowledged);
    expect(missed.map(([id, known]) => ({ id, held: known.acknowledged, seen: seen.get(id) }))).toEqual([]);
    expect(world.size).toBeGreaterThan(WRITERS);
    expect(readdirSync(data).filter((name) => name.endsWith(".snapshot"))).not.toHaveLength(0);
  } finally {
    await killProcess(server);
  }
});
