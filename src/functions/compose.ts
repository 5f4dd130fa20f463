import { type CosmosClient } from "@azure/cosmos";
import { ManagedIdentityCredential } from "@azure/identity";
import { WebPubSubServiceClient } from "@azure/web-pubsub";
import { LIVE_HUB } from "#contract/live.ts";
import { toTimestamp } from "#contract/time.ts";
import { createBlobs } from "#adapters/blob/blobs.ts";
import { connectBlobs, type BlobSource } from "#adapters/blob/connect.ts";
import { connectCosmos } from "#adapters/cosmos/connect.ts";
import { createCosmosStore } from "#adapters/cosmos/cosmos-store.ts";
import { createProductEntity, type DurableClient } from "#adapters/durable/product-entity.ts";
import { secrets } from "#adapters/system/secrets.ts";
import { systemClock, systemRandom, systemSleep } from "#adapters/system/system.ts";
import { createIds } from "#adapters/system/ulid.ts";
import { createJsonLog } from "#adapters/telemetry/json-log.ts";
import { createPublisher } from "#adapters/web-pubsub/publisher.ts";
import { type Authenticate, createAuthenticate } from "#application/access/authenticate.ts";
import { createBudgetPolicies } from "#application/budget/budget-policies.ts";
import { createClaimDesk } from "#application/claim-desk.ts";
import { type Deps } from "#application/deps.ts";
import { projectQuietly } from "#application/relay/project.ts";
import { readSettings, type Settings } from "#functions/settings.ts";

const SEC_MS = 1_000;
const DAY_MS = 86_400 * SEC_MS;

export type App = {
  readonly deps: Omit<Deps, "entity" | "relay">;
  readonly authenticate: Authenticate;
  readonly settings: Settings;
};

let app: App | null = null;

/** Built at the first invocation and not at import: a cold start pays only for what it needs. */
export function getApp(): App {
  app ??= build(readSettings(process.env));
  return app;
}

/** The deps of one invocation: only the entity's client belongs to the invocation. */
export function depsFor({ deps }: App, client: DurableClient): Deps {
  const complete: Deps = {
    ...deps,
    entity: createProductEntity(client),
    relay: { news: (record) => projectQuietly(complete, record) },
  };
  return complete;
}

function build(settings: Settings): App {
  const clock = systemClock;
  const log = createJsonLog(
    // oxlint-disable-next-line no-console -- the Functions host collects the console
    (level, line) => console[level](line),
    () => toTimestamp(clock.nowMs()),
  );
  const deps: App["deps"] = {
    store: createCosmosStore(connect(settings).database(settings.FLEET_DATABASE)),
    publisher: createPublisher(webPubSub(settings), { clock, log }),
    artifacts: {
      blobs: createBlobs(connectBlobs(blobSource(settings)), clock),
      keepMs: settings.FLEET_ARTIFACT_DAYS * DAY_MS,
    },
    clock,
    sleep: systemSleep,
    random: systemRandom,
    ids: createIds(clock),
    secrets,
    log,
    desk: createClaimDesk(),
    budgets: createBudgetPolicies(settings.FLEET_BUDGETS === "1"),
    policy: {
      leaseTtlMs: settings.FLEET_LEASE_TTL_SEC * SEC_MS,
      leaseGraceMs: settings.FLEET_LEASE_GRACE_SEC * SEC_MS,
      tokenTtlMs: settings.FLEET_TOKEN_TTL_SEC * SEC_MS,
      pruneAfterMs: settings.FLEET_PRUNE_DAYS * DAY_MS,
    },
  };
  return { deps, authenticate: createAuthenticate(deps, settings.FLEET_ADMIN_TOKEN_SHA256 ?? null), settings };
}

function connect(settings: Settings): CosmosClient {
  const endpoint = settings.COSMOS_CONNECTION__accountEndpoint;
  if (endpoint !== undefined) {
    return connectCosmos({ kind: "identity", endpoint, credential: identity(settings.COSMOS_CONNECTION__clientId) });
  }
  if (settings.COSMOS_CONNECTION === undefined)
    throw new Error("The setting COSMOS_CONNECTION is missing: where is the store?");
  return connectCosmos({ kind: "connectionString", connectionString: settings.COSMOS_CONNECTION });
}

function blobSource(settings: Settings): BlobSource {
  const serviceUri = settings.FLEET_BLOB__serviceUri;
  if (serviceUri !== undefined)
    return { kind: "identity", serviceUri, credential: identity(settings.FLEET_BLOB__clientId) };
  if (settings.FLEET_BLOB_CONNECTION === undefined)
    throw new Error("The setting FLEET_BLOB_CONNECTION is missing: where do artifacts go?");
  return { kind: "connectionString", connectionString: settings.FLEET_BLOB_CONNECTION };
}

function webPubSub(settings: Settings): WebPubSubServiceClient {
  const uri = settings.WebPubSubConnectionString__serviceUri;
  if (uri !== undefined) {
    return new WebPubSubServiceClient(uri, identity(settings.WebPubSubConnectionString__clientId), LIVE_HUB);
  }
  const connectionString = settings.WebPubSubConnectionString;
  if (connectionString === undefined)
    throw new Error("The setting WebPubSubConnectionString is missing: where do live updates go?");
  // Only a connection string on loopback is plain http, and the SDK refuses it elsewhere by the string's own scheme.
  return new WebPubSubServiceClient(connectionString, LIVE_HUB, { allowInsecureConnection: true });
}

const identity = (clientId: string | undefined): ManagedIdentityCredential =>
  clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
