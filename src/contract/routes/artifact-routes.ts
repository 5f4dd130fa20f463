import * as z from "zod";
import {
  Artifact,
  ARTIFACT_BYTES_MAX,
  ArtifactLabels,
  ArtifactName,
  BlobAccess,
  ContentType,
} from "#contract/artifact.ts";
import { Md5, Sha256 } from "#contract/documents/artifact-document.ts";
import { ArtifactId, IdempotencyKey, JobId } from "#contract/id.ts";
import { defineRoutes } from "#contract/route.ts";

const READERS = ["viewer", "operator", "admin", "factory"] as const;
const ofJob = z.strictObject({ jobId: JobId });
const ofArtifact = z.strictObject({ artifactId: ArtifactId });

export const ARTIFACT_ROUTES = defineRoutes({
  declareArtifact: {
    method: "POST",
    path: "/api/fleet/jobs/{jobId}/artifacts",
    tag: "Artifacts",
    summary: "The holder announces an artifact and gets a URL to which it can be uploaded once, in one PUT (fenced)",
    access: ["factory"],
    params: ofJob,
    body: z
      .strictObject({
        opId: IdempotencyKey,
        leaseEpoch: z.int().min(1),
        name: ArtifactName,
        contentType: ContentType.default("application/octet-stream"),
        labels: ArtifactLabels.default([]),
      })
      .meta({ id: "DeclareArtifact" }),
    ok: z.object({ artifact: Artifact, upload: BlobAccess }),
    statuses: [201],
    problems: ["job-not-found", "fenced", "looks-like-secret", "too-many-artifacts", "contention"],
  },
  sealArtifact: {
    method: "POST",
    path: "/api/fleet/artifacts/{artifactId}/seal",
    tag: "Artifacts",
    summary: "The holder says what it uploaded; what rests there has to be that (fenced)",
    access: ["factory"],
    params: ofArtifact,
    body: z
      .strictObject({
        opId: IdempotencyKey,
        leaseEpoch: z.int().min(1),
        sizeBytes: z.int().min(0).max(ARTIFACT_BYTES_MAX),
        sha256: Sha256,
        md5: Md5,
      })
      .meta({ id: "SealArtifact" }),
    ok: z.object({ artifact: Artifact }),
    problems: ["artifact-not-found", "job-not-found", "fenced", "artifact-mismatch", "contention"],
  },
  listArtifacts: {
    method: "GET",
    path: "/api/fleet/jobs/{jobId}/artifacts",
    tag: "Artifacts",
    summary: "The job's artifacts, oldest first",
    access: READERS,
    params: ofJob,
    ok: z.object({ items: z.array(Artifact) }),
    problems: ["job-not-found"],
  },
  getArtifact: {
    method: "GET",
    path: "/api/fleet/artifacts/{artifactId}",
    tag: "Artifacts",
    summary: "One artifact, and a URL to read it by once it is sealed",
    access: READERS,
    params: ofArtifact,
    ok: z.object({ artifact: Artifact, download: BlobAccess.nullable() }),
    problems: ["artifact-not-found"],
  },
  deleteArtifact: {
    method: "DELETE",
    path: "/api/fleet/artifacts/{artifactId}",
    tag: "Artifacts",
    summary: "Delete an artifact and its bytes, before their time",
    access: ["operator", "admin"],
    params: ofArtifact,
    ok: z.object({ artifactId: ArtifactId }),
    problems: ["artifact-not-found", "job-not-found", "contention"],
  },
});
