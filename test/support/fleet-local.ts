import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database } from "@azure/cosmos";
import { afterAll, beforeAll } from "vitest";
import { connectCosmos } from "#adapters/cosmos/connect.ts";
import { createCosmosStore } from "#adapters/cosmos/cosmos-store.ts";
import { secrets } from "#adapters/system/secrets.ts";
import { CONTAINERS, type ContainerName } from "#application/ports/collections.ts";
import { type Store } from "#application/ports/store.ts";
import { createFleetClient, type FleetClient, type FleetReply } from "#client/fleet-client.ts";
import { NO_RETRY } from "#client/retry.ts";
import { type Role, type TokenDocument } from "#contract/documents/token-document.ts";
import { type LocalFleet, startLocalFleet } from "#local/local-fleet.ts";

export const PRODUCT = "demo";
export const FOREIGN_PRODUCT = "other";

export type Worker = { readonly client: FleetClient; readonly factoryId: string; readonly token: string };
export type TestFleet = {
  url: string;
  adminToken: string;
  admin: FleetClient;
  store: Store;
  database: Database;
  settings: Readonly<Record<string, string>>;
  /** Every line that the host, the app or the console wrote. */
  readonly lines: string[];
  idle(): Promise<void>;
  /** A client whose refusals are seen at once. */
  client(token: string | null, productId?: string | null): FleetClient;
  /** A token as an administrator would have it, written where tokens rest. */
  token(role: Role, products: readonly string[] | null, factoryId?: string): Promise<string>;
  /** A factory that has enrolled with a code and has said that it is alive. */
  worker(options?: {
    productId?: string;
    name?: string;
    capabilities?: readonly string[];
    seatLimit?: number;
  }): Promise<Worker>;
  /** Closes everything and starts again on the same data. */
  restart(): Promise<void>;
  /** Every document there is, without the store's own members, sorted: two equal pictures mean that nothing changed. */
  picture(containers?: readonly ContainerName[]): Promise<string>;
};

type Options = { readonly settings?: Readonly<Record<string, string>> };

/** One whole product for a test file, in its process, on a folder of its own. */
export function useLocalFleet(options: Options = {}): TestFleet {
  let fleet: LocalFleet;
  let folder = "";
  const lines: string[] = [];
  const start = async (): Promise<void> => {
    fleet = await startLocalFleet({
      port: 0,
      dataFolder: folder,
      fsync: false,
      log: (line) => lines.push(JSON.stringify(line)),
      ...options,
    });
    const client = connectCosmos({
      kind: "connectionString",
      connectionString: fleet.settings["COSMOS_CONNECTION"] ?? "",
    });
    const database = client.database(fleet.settings["FLEET_DATABASE"] ?? "");
    Object.assign(test, {
      url: fleet.url,
      adminToken: fleet.adminToken,
      admin: test.client(fleet.adminToken),
      settings: fleet.settings,
      database,
      store: createCosmosStore(database),
      idle: () => fleet.idle(),
    });
  };
  const test = {
    lines,
    client: (token, productId = PRODUCT) =>
      createFleetClient({ baseUrl: fleet.url, token, productId, retry: NO_RETRY }),
    token: (role, products, factoryId) => storeToken(test.store, { role, products, factoryId: factoryId ?? null }),
    worker: (worker = {}) => enrol(test, worker),
    restart: async () => {
      await fleet.close();
      await start();
    },
    picture: (containers = Object.keys(CONTAINERS) as ContainerName[]) => picture(test.database, containers),
  } as TestFleet;
  let giveBack = (): void => {};
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "agf-fleet-"));
    giveBack = recordConsole(lines);
    await start();
  });
  afterAll(async () => {
    await fleet.close();
    giveBack();
    await rm(folder, { recursive: true, force: true });
  });
  return test;
}

/** The state of a reply, or a failure that shows the refusal. */
export function ok<T>(reply: FleetReply<T>): T {
  if (!reply.ok) throw new Error(`refused: ${JSON.stringify(reply.problem)}`);
  return reply.value;
}

/** The code of a refusal; "ok" when there was none. */
export const codeOf = (reply: FleetReply<unknown>): string => (reply.ok ? "ok" : reply.problem.code);

/** A manifest with no more than it needs. */
export const manifest = (title: string, more = "", body = "Do it.\n"): string =>
  `---\ntitle: ${title}\n${more === "" ? "" : `${more}\n`}---\n${body}`;

/** Awaits until something holds: for what the fleet does on its own time. */
export async function eventually<T>(look: () => Promise<T | null | undefined | false>, withinMs = 15_000): Promise<T> {
  const untilMs = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    if (Date.now() > untilMs) throw new Error(`It did not come about within ${withinMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function storeToken(
  store: Store,
  {
    role,
    products,
    factoryId,
  }: { readonly role: Role; readonly products: readonly string[] | null; readonly factoryId: string | null },
): Promise<string> {
  const token = secrets.mint(role === "factory" ? "fac" : "usr");
  const doc: TokenDocument = {
    id: secrets.sha256(token),
    kind: "access",
    name: `a-${role}`,
    role,
    products: products === null ? null : [...products],
    factoryId,
    lastFour: token.slice(-4),
    createdAtMs: 0,
    expiresAtMs: null,
    revokedAtMs: null,
    tokenId: null,
    usedBy: null,
  };
  await store.commit("fleet_tokens", doc.id, [{ kind: "create", doc }]);
  return token;
}

let enrolments = 0;

async function enrol(
  fleet: TestFleet,
  {
    productId = PRODUCT,
    name = `factory-${++enrolments}`,
    capabilities = ["engine:shell"],
    seatLimit = 1,
  }: { productId?: string; name?: string; capabilities?: readonly string[]; seatLimit?: number },
): Promise<Worker> {
  const facts = { capabilities: [...capabilities], seatLimit, version: "1.0.0" };
  const { code } = ok(await fleet.client(fleet.adminToken, productId).createEnrolmentCode({ body: { name } }));
  const enrolled = ok(
    await fleet.client(null, null).enrolFactory({ body: { code, enrolmentId: `e-${name}`, name, ...facts } }),
  );
  const client = fleet.client(enrolled.token, productId);
  ok(await client.heartbeat({ body: { ...facts, bootId: 1, health: "ok", load: 0, draining: false } }));
  return { client, factoryId: enrolled.factoryId, token: enrolled.token };
}

/** When the reaper last ran: a clock of its own, which moves while nothing happens. */
const REAPER_HEARTBEAT = "reaper";

async function picture(database: Database, containers: readonly ContainerName[]): Promise<string> {
  const all = await Promise.all(
    containers.map(async (name) => {
      const { resources } = await database.container(name).items.readAll<Record<string, unknown>>().fetchAll();
      return resources
        .filter((doc) => doc["id"] !== REAPER_HEARTBEAT)
        .map((doc) => `${name} ${JSON.stringify(Object.entries(doc).filter(([member]) => !member.startsWith("_")))}`)
        .sort();
    }),
  );
  return all.flat().join("\n");
}

const LEVELS = ["debug", "info", "log", "warn", "error"] as const;

/** The app writes its own lines to the console, which its host collects: here they join the host's. */
function recordConsole(lines: string[]): () => void {
  const before = LEVELS.map((level) => [level, console[level]] as const);
  for (const level of LEVELS) console[level] = (...parts: unknown[]) => void lines.push(parts.map(String).join(" "));
  return () => {
    for (const [level, write] of before) console[level] = write;
  };
}
