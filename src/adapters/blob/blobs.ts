import { BlobSASPermissions, type BlobServiceClient, RestError } from "@azure/storage-blob";
import { createSign } from "#adapters/blob/sign.ts";
import { type Blobs } from "#application/ports/blobs.ts";
import { StoreUnavailable } from "#application/ports/store.ts";
import { type Clock } from "#application/ports/system.ts";

const ARTIFACT_CONTAINER = "artifacts";
const NOT_FOUND = 404;
const RETRY_AFTER_MS = 1_000;

/** Artifacts' bytes in Blob Storage, one container, one blob each. */
export function createBlobs(service: BlobServiceClient, clock: Clock): Blobs {
  const container = service.getContainerClient(ARTIFACT_CONTAINER);
  const sign = createSign(service, clock);
  let made: Promise<unknown> | null = null;
  /** In Azure it is infra's; on a fresh disk the first upload makes it. */
  const ensure = async (): Promise<void> => {
    made ??= container.createIfNotExists();
    await made.catch((error: unknown) => {
      made = null;
      throw error;
    });
  };
  const url = (path: string, query: string): string => `${container.getBlobClient(path).url}?${query}`;
  return {
    uploadUrl: ({ path, untilMs }) =>
      guarded(async () => {
        await ensure();
        const permissions = BlobSASPermissions.parse("c");
        const at = { containerName: ARTIFACT_CONTAINER, blobName: path, expiresOn: new Date(untilMs) };
        return url(path, await sign({ ...at, permissions }));
      }),
    downloadUrl: ({ path, untilMs, fileName }) =>
      guarded(async () => {
        const permissions = BlobSASPermissions.parse("r");
        const at = { containerName: ARTIFACT_CONTAINER, blobName: path, expiresOn: new Date(untilMs) };
        const contentDisposition = `attachment; filename="${fileName.replaceAll(/[^A-Za-z0-9._-]/g, "_")}"`;
        return url(path, await sign({ ...at, permissions, contentDisposition }));
      }),
    factsOf: (path) =>
      guarded(async () => {
        try {
          const { contentLength = 0, contentMD5 } = await container.getBlobClient(path).getProperties();
          const md5 = contentMD5 === undefined ? null : Buffer.from(contentMD5).toString("hex");
          return { sizeBytes: contentLength, md5 };
        } catch (error) {
          if (statusOf(error) === NOT_FOUND) return null;
          throw error;
        }
      }),
    delete: (path) =>
      guarded(async () => {
        try {
          await container.getBlobClient(path).delete({ deleteSnapshots: "include" });
        } catch (error) {
          if (statusOf(error) !== NOT_FOUND) throw error;
        }
      }),
  };
}

const statusOf = (error: unknown): number | null => (error instanceof RestError ? (error.statusCode ?? 0) : null);

/** No answer, or one that says so, is an outage; everything else is a bug and keeps its own name. */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const status = statusOf(error);
    const isAborted = error instanceof Error && error.name === "AbortError";
    if (isAborted || status === 0 || status === 408 || status === 429 || (status ?? 0) >= 500)
      throw new StoreUnavailable("the blob service did not answer", RETRY_AFTER_MS);
    throw error;
  }
}
