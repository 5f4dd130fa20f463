import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { type Clock } from "#local/clock.ts";
import { createActivity } from "#local/host/activity.ts";
import { type RegisteredFunction } from "#local/host/core-api.ts";
import { type InvocationRequest } from "#local/host/core-types.ts";
import { type HostEndpoint } from "#local/host/http/http-listener.ts";
import { type Invoke } from "#local/host/invoke.ts";
import { type Log } from "#local/host/log.ts";
import { functionsTriggeredBy } from "#local/host/triggers.ts";
import { durableClientInput } from "./client-binding.ts";
import { answerDurableCall, startDurableServer } from "./durable-server.ts";
import { createEntityEngine, type EntityEngine } from "./entity-engine.ts";
import { parseEntityOutcome } from "./entity-protocol.ts";
import { openEntityStore } from "./entity-store.ts";

/** Operations of one activation at most; Azure takes this many in a Consumption plan unless host.json says otherwise. */
const BATCH_MAX = 50;

type DurableOptions = Readonly<{
  functions: ReadonlyMap<string, RegisteredFunction>;
  invoke: Invoke;
  clock: Clock;
  log: Log;
  dataFolder: string | null;
  fsync: boolean;
  batchMax: number | undefined;
}>;

/** Durable entities of one app. */
export type Durable = Readonly<{
  /** The inputs that a function's `durableClient` bindings ask for. */
  clientInputs(fn: RegisteredFunction, at: { hostUrl: string; taskHub: string }): InvocationRequest["inputData"];
  /** The protocol under the host's own address, for who has the key of a management address. */
  webhooks: HostEndpoint;
  resume(): void;
  /** How many signals wait or run, for the control endpoint. */
  queued(): number;
  busy: { settled(): Promise<void>; begun(): number };
  stop(): void;
  close(): Promise<void>;
}>;

/** Opens the entities' data and their server. Nothing is activated before `resume`. */
export async function startDurable(options: DurableOptions): Promise<Durable> {
  const entities = new Map(
    functionsTriggeredBy("entityTrigger", options.functions).map((entry) => [
      entry.fn.metadata.name.toLowerCase(),
      entry,
    ]),
  );
  const folder = options.dataFolder === null ? null : join(options.dataFolder, "durable");
  const store = await openEntityStore({ folder, fsync: options.fsync });
  const activity = createActivity();
  const engine = createEntityEngine({
    store,
    clock: options.clock,
    log: options.log,
    activity,
    newId: randomUUID,
    batchMax: options.batchMax ?? BATCH_MAX,
    knows: (name) => entities.has(name.toLowerCase()),
    async invoke(name, triggerInput) {
      const entity = entities.get(name.toLowerCase());
      if (entity === undefined) throw new Error(`There is no entity function "${name}".`);
      const { fn, bindingName } = entity;
      const response = await options.invoke(fn, { bindingName, data: { string: triggerInput } });
      return parseEntityOutcome(response.returnValue?.json);
    },
  });
  const server = await startDurableServer(engine, randomUUID());
  const systemKey = randomUUID();
  return {
    clientInputs: (fn, at) =>
      Object.entries(fn.metadata.bindings)
        .filter(([, { type }]) => type === "durableClient" || type === "orchestrationClient")
        .map(([name]) => ({
          name,
          data: { string: durableClientInput({ rpcBaseUrl: server.rpcBaseUrl, systemKey, ...at }) },
        })),
    webhooks: createWebhooks(engine, systemKey),
    resume: engine.resume,
    queued: () => store.all().reduce((sum, entity) => sum + entity.queue.length, 0),
    busy: activity,
    stop: engine.stop,
    async close() {
      engine.stop();
      await server.close();
      await store.close();
    },
  };
}

const WEBHOOK_PREFIX = "/runtime/webhooks/durabletask/";

function createWebhooks(engine: EntityEngine, systemKey: string): HostEndpoint {
  return (target, req, res) => {
    if (!target.path.startsWith(WEBHOOK_PREFIX)) return false;
    if (target.query.get("code") === systemKey) {
      answerDurableCall(engine, { req, res, target, prefix: WEBHOOK_PREFIX });
    } else {
      res.writeHead(401).end();
    }
    return true;
  };
}
