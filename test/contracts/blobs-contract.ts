import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Blobs } from "#application/ports/blobs.ts";

export type Asked = { readonly method: "GET" | "PUT" | "DELETE"; readonly bytes?: Uint8Array };
export type OpenBlobs = {
  readonly blobs: Blobs;
  /** What whoever has the URL gets, as the service answers. */
  request(url: string, asked: Asked): Promise<{ readonly status: number; readonly bytes: Uint8Array }>;
  readonly nowMs: () => number;
  close(): Promise<void>;
};

const BYTES = Buffer.from("what was built\n");
const MINUTE_MS = 60_000;

/** What every place for bytes has to keep, wherever it is. */
export function describeBlobsContract(name: string, open: () => Promise<OpenBlobs>): void {
  describe(`blobs ${name}`, () => {
    let opened: OpenBlobs;
    let blobs: Blobs;
    beforeAll(async () => {
      opened = await open();
      ({ blobs } = opened);
    });
    afterAll(() => opened.close());
    const until = () => opened.nowMs() + MINUTE_MS;
    const upload = async (path: string, bytes: Uint8Array = BYTES) =>
      opened.request(await blobs.uploadUrl({ path, untilMs: until() }), { method: "PUT", bytes });

    test("[BL1] what was uploaded by its URL is read by its URL, and the service knows its size and digest", async () => {
      expect((await upload("p/j/one")).status).toBe(201);
      const md5 = createHash("md5").update(BYTES).digest("hex");
      expect(await blobs.factsOf("p/j/one")).toEqual({ sizeBytes: BYTES.length, md5 });
      const url = await blobs.downloadUrl({ path: "p/j/one", untilMs: until(), fileName: "one.txt" });
      const read = await opened.request(url, { method: "GET" });
      expect([read.status, Buffer.from(read.bytes).toString()]).toEqual([200, BYTES.toString()]);
    });

    test("[BL2] a URL to read can do nothing else, and one to upload cannot read or delete", async () => {
      await upload("p/j/two");
      const read = await blobs.downloadUrl({ path: "p/j/two", untilMs: until(), fileName: "two" });
      const write = await blobs.uploadUrl({ path: "p/j/two", untilMs: until() });
      const refused = [
        await opened.request(read, { method: "PUT", bytes: Buffer.from("other") }),
        await opened.request(read, { method: "DELETE" }),
        await opened.request(write, { method: "GET" }),
        await opened.request(write, { method: "DELETE" }),
      ];
      expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    });

    test("[BL2] a blob that is there is not overwritten by the URL that made it", async () => {
      const url = await blobs.uploadUrl({ path: "p/j/once", untilMs: until() });
      expect((await opened.request(url, { method: "PUT", bytes: BYTES })).status).toBe(201);
      expect((await opened.request(url, { method: "PUT", bytes: Buffer.from("other") })).status).toBeGreaterThan(399);
      expect((await blobs.factsOf("p/j/once"))?.sizeBytes).toBe(BYTES.length);
    });

    test("[BL3] a URL is good for its one blob, and until its moment", async () => {
      await upload("p/j/mine");
      await upload("p/j/other");
      const url = await blobs.downloadUrl({ path: "p/j/mine", untilMs: until(), fileName: "mine" });
      const over = await blobs.downloadUrl({ path: "p/j/mine", untilMs: opened.nowMs() - 5_000, fileName: "mine" });
      expect((await opened.request(over, { method: "GET" })).status).toBe(403);
      expect((await opened.request(url, { method: "GET" })).status).toBe(200);
    });

    test("[BL4] what is absent is null, and may be deleted as often as one likes", async () => {
      expect(await blobs.factsOf("p/j/none")).toBeNull();
      await blobs.delete("p/j/none");
      await upload("p/j/gone");
      await blobs.delete("p/j/gone");
      await blobs.delete("p/j/gone");
      expect(await blobs.factsOf("p/j/gone")).toBeNull();
    });
  });
}
