import { z } from "zod";
import { PARTITION_KEY_LEVELS_MAX, RESOURCE_ID_MAX_LENGTH } from "#local/cosmos/limits.ts";
import { splitPath } from "#local/cosmos/path.ts";
import { badRequest, Refusal } from "#local/cosmos/refusal.ts";
import { type IndexColumn } from "#local/cosmos/query/source.ts";
import { type Json, type JsonObject } from "#local/cosmos/sql/value.ts";
import { IndexPolicy } from "./index-policy.ts";

const PathRule = z.object({ path: z.string() });
const CompositePath = z.object({ path: z.string(), order: z.string().optional() });
const Definition = z.object({
  id: z.string(),
  partitionKey: z.object({ paths: z.array(z.string().startsWith("/")).min(1), kind: z.string().optional() }),
  indexingPolicy: z
    .object({
      indexingMode: z.string().optional(),
      automatic: z.boolean().optional(),
      includedPaths: z.array(PathRule).optional(),
      excludedPaths: z.array(PathRule).optional(),
      compositeIndexes: z.array(z.array(CompositePath)).nullish(),
    })
    .nullish(),
  defaultTtl: z.number().int().nullish(),
  changeFeedPolicy: z.object({ retentionDuration: z.number().min(0).optional() }).nullish(),
  uniqueKeyPolicy: z.object({ uniqueKeys: z.array(z.object({ paths: z.array(z.string()) })) }).nullish(),
});
type Definition = z.infer<typeof Definition>;

/** What the engine needs of a container's definition, compiled. */
export type ContainerSettings = {
  readonly keyPaths: readonly (readonly string[])[];
  readonly isHierarchical: boolean;
  readonly uniqueKeys: readonly (readonly (readonly string[])[])[];
  /** Seconds; -1 lets items have a time to live of their own; null switches it off for all. */
  readonly defaultTtlS: number | null;
  /** How long every version and delete is kept; null where only the latest versions are. */
  readonly versionRetentionS: number | null;
  readonly indexPolicy: IndexPolicy;
  readonly compositeIndexes: readonly (readonly IndexColumn[])[];
  /** The columns of every index to keep: the composite ones and each single path that is included by name. */
  readonly orderedIndexes: readonly (readonly IndexColumn[])[];
};

type ParsedDefinition = { readonly definition: JsonObject; readonly settings: ContainerSettings };

const ETAG_PATH = '/"_etag"/?';

/** The id of a database or a container, or the refusal of one that the service would not take. */
export function parseResourceId(value: Json | undefined): string | Refusal {
  if (typeof value === "string" && value !== "" && value.length <= RESOURCE_ID_MAX_LENGTH) {
    if (!/[/\\?#]/.test(value) && !value.endsWith(" ")) return value;
  }
  return badRequest(
    "The input name is invalid. Ensure to provide a unique non-empty string of at most 255 characters.",
  );
}

type CompositePath = z.infer<typeof CompositePath>;
const withOrder = ({ path, order }: CompositePath) => ({
  path,
  order: order?.toLowerCase() === "descending" ? "descending" : "ascending",
});

function normaliseIndexing(given: Definition["indexingPolicy"]) {
  const { indexingMode = "consistent", automatic = true, includedPaths, excludedPaths = [] } = given ?? {};
  const compositeIndexes = (given?.compositeIndexes ?? []).map((columns) => columns.map(withOrder));
  const excludesEtag = excludedPaths.some(({ path }) => path === ETAG_PATH);
  return {
    indexingMode: indexingMode.toLowerCase(),
    automatic,
    includedPaths: includedPaths ?? [{ path: "/*" }],
    excludedPaths: excludesEtag ? excludedPaths : [...excludedPaths, { path: ETAG_PATH }],
    ...(compositeIndexes.length === 0 ? {} : { compositeIndexes }),
  };
}
type IndexingPolicy = ReturnType<typeof normaliseIndexing>;

function checkKey({ paths, kind }: Definition["partitionKey"]): Refusal | null {
  const levelsMax = kind === "MultiHash" ? PARTITION_KEY_LEVELS_MAX : 1;
  return paths.length > levelsMax ? badRequest("The partition key definition is not valid for its kind.") : null;
}

function checkIndexing(policy: IndexingPolicy): Refusal | null {
  const rules = [...policy.includedPaths, ...policy.excludedPaths];
  if (policy.indexingMode === "none" || rules.some(({ path }) => path === "/*")) return null;
  return badRequest("The special mandatory indexing path '/' is not provided in any of the path type sets.");
}

const isNamedPath = (path: string): boolean => path.endsWith("/?") && !splitPath(path).includes("[]");

function compile(given: Definition, policy: IndexingPolicy): ContainerSettings {
  const compositeIndexes = (policy.compositeIndexes ?? []).map((columns) =>
    columns.map(({ path, order }) => ({ path: splitPath(path), descending: order === "descending" })),
  );
  const single = policy.includedPaths
    .filter(({ path }) => isNamedPath(path))
    .map(({ path }) => [{ path: splitPath(path).slice(0, -1), descending: false }]);
  return {
    keyPaths: given.partitionKey.paths.map(splitPath),
    isHierarchical: given.partitionKey.kind === "MultiHash",
    uniqueKeys: (given.uniqueKeyPolicy?.uniqueKeys ?? []).map(({ paths }) => paths.map(splitPath)),
    defaultTtlS: given.defaultTtl ?? null,
    versionRetentionS: (given.changeFeedPolicy?.retentionDuration ?? 0) * 60 || null,
    indexPolicy: new IndexPolicy({
      enabled: policy.indexingMode !== "none",
      includedPaths: policy.includedPaths.map(({ path }) => path),
      excludedPaths: policy.excludedPaths.map(({ path }) => path),
    }),
    compositeIndexes,
    orderedIndexes: policy.indexingMode === "none" ? [] : [...compositeIndexes, ...single],
  };
}

/**
 * A container's definition as the server keeps it and answers it: completed as the service completes it. The key's
 * version is always 2: without it the .NET SDK hashes by version 1 and looks into the wrong ranges.
 */
export function parseContainerDefinition(body: JsonObject): ParsedDefinition | Refusal {
  const id = parseResourceId(body["id"]);
  if (id instanceof Refusal) return id;
  const parsed = Definition.safeParse(body);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join("/") ?? "";
    return badRequest(`The definition of the container is missing or not valid at '/${where}'.`);
  }
  const given = parsed.data;
  const policy = normaliseIndexing(given.indexingPolicy);
  const refusal = checkKey(given.partitionKey) ?? checkIndexing(policy) ?? checkTtl(given.defaultTtl);
  if (refusal !== null) return refusal;
  const definition: JsonObject = {
    conflictResolutionPolicy: {
      mode: "LastWriterWins",
      conflictResolutionPath: "/_ts",
      conflictResolutionProcedure: "",
    },
    ...body,
    indexingPolicy: policy,
    partitionKey: { kind: given.partitionKey.kind ?? "Hash", paths: given.partitionKey.paths, version: 2 },
    geospatialConfig: { type: "Geography" },
  };
  return { definition, settings: compile(given, policy) };
}

function checkTtl(defaultTtlS: number | null | undefined): Refusal | null {
  if (defaultTtlS == null || defaultTtlS === -1 || defaultTtlS > 0) return null;
  return badRequest("The input ttl is invalid. Ensure to provide a nonzero positive integer or -1.");
}
