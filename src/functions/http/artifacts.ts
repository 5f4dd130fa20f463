import { ROUTES } from "#contract/routes.ts";
import { toTimestamp } from "#contract/time.ts";
import { artifactView } from "#application/artifacts/artifact.ts";
import { declareArtifact } from "#application/artifacts/declare-artifact.ts";
import { deleteArtifact } from "#application/artifacts/delete-artifact.ts";
import { getArtifact, listArtifacts } from "#application/artifacts/read-artifacts.ts";
import { sealArtifact } from "#application/artifacts/seal-artifact.ts";
import { done } from "#application/outcome.ts";
import { bind } from "#functions/bind.ts";
import { factoryOf } from "#functions/http/workers.ts";

/** Pointers and URLs; the bytes go straight between the blob service and whoever has a URL. */
export const ARTIFACT_FUNCTIONS = {
  declareArtifact: bind(ROUTES.declareArtifact, async (deps, { productId, params, body, principal }) => {
    const { leaseEpoch, ...rest } = body;
    const worker = { factoryId: factoryOf(principal), leaseEpoch };
    const declared = await declareArtifact(deps, { productId, ...params, ...rest, worker });
    if (!declared.ok) return declared;
    const { artifact, uploadUrl: url, untilMs } = declared.state;
    const headers = { "x-ms-blob-type": "BlockBlob", "content-type": artifact.contentType };
    return done({ artifact: artifactView(artifact), upload: { url, headers, expiresAt: toTimestamp(untilMs) } });
  }),
  sealArtifact: bind(ROUTES.sealArtifact, async (deps, { productId, params, body, principal }) => {
    const { leaseEpoch, ...rest } = body;
    const worker = { factoryId: factoryOf(principal), leaseEpoch };
    const sealed = await sealArtifact(deps, { productId, ...params, ...rest, worker });
    return sealed.ok ? done({ artifact: artifactView(sealed.state) }) : sealed;
  }),
  listArtifacts: bind(ROUTES.listArtifacts, async (deps, { productId, params }) => {
    const artifacts = await listArtifacts(deps, { productId, ...params });
    return artifacts.ok ? done({ items: artifacts.state.map(artifactView) }) : artifacts;
  }),
  getArtifact: bind(ROUTES.getArtifact, async (deps, { productId, params }) => {
    const found = await getArtifact(deps, { productId, ...params });
    if (!found.ok) return found;
    const { artifact, download } = found.state;
    const access =
      download === null ? null : { url: download.url, headers: {}, expiresAt: toTimestamp(download.untilMs) };
    return done({ artifact: artifactView(artifact), download: access });
  }),
  deleteArtifact: bind(ROUTES.deleteArtifact, async (deps, { productId, params, principal }) => {
    const deleted = await deleteArtifact(deps, { productId, ...params, by: principal.name });
    return deleted.ok ? done({ artifactId: deleted.state }) : deleted;
  }),
} as const;
