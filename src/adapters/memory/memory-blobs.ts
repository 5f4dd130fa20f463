import { createHash } from "node:crypto";
import { type Blobs } from "#application/ports/blobs.ts";
import { type Clock } from "#application/ports/system.ts";

export type MemoryBlobs = Blobs & {
  /** What the service would answer to whoever has the URL. */
  request(
    url: string,
    asked: { readonly method: "GET" | "PUT" | "DELETE"; readonly bytes?: Uint8Array },
  ): {
    readonly status: number;
    readonly bytes: Uint8Array;
  };
};

const NOTHING = new Uint8Array();

/** Blobs in memory, with URLs that grant what those of the service grant. */
export function createMemoryBlobs(clock: Clock): MemoryBlobs {
  const blobs = new Map<string, Uint8Array>();
  const urlOf = (path: string, purpose: "c" | "r", untilMs: number): Promise<string> =>
    Promise.resolve(`memory://blobs/${path}?sp=${purpose}&se=${untilMs}&sig=memory`);
  return {
    uploadUrl: ({ path, untilMs }) => urlOf(path, "c", untilMs),
    downloadUrl: ({ path, untilMs }) => urlOf(path, "r", untilMs),
    factsOf: (path) => {
      const bytes = blobs.get(path);
      if (bytes === undefined) return Promise.resolve(null);
      return Promise.resolve({ sizeBytes: bytes.length, md5: createHash("md5").update(bytes).digest("hex") });
    },
    delete: (path) => {
      blobs.delete(path);
      return Promise.resolve();
    },
    request: (text, { method, bytes = NOTHING }) => {
      const url = new URL(text);
      const path = url.pathname.slice(1);
      const purpose = url.searchParams.get("sp");
      const isOver = Number(url.searchParams.get("se")) <= clock.nowMs();
      const isGranted = purpose === (method === "GET" ? "r" : method === "PUT" ? "c" : null);
      if (isOver || !isGranted || (method === "PUT" && blobs.has(path))) return { status: 403, bytes: NOTHING };
      if (method === "PUT") blobs.set(path, bytes);
      const found = blobs.get(path);
      return found === undefined
        ? { status: 404, bytes: NOTHING }
        : { status: method === "PUT" ? 201 : 200, bytes: found };
    },
  };
}
