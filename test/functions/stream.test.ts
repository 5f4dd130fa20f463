import { expect, test } from "vitest";
import { createMemoryStore } from "#adapters/memory/memory-store.ts";
import { type EventDocument } from "#contract/event.ts";
import { FleetEvent } from "#contract/fleet-event.ts";
import { eventLines } from "#functions/http/event-lines.ts";
import { headersOf } from "../support/fleet-http.ts";
import { manifest, ok, PRODUCT, type TestFleet, useLocalFleet } from "../support/fleet-local.ts";

const fleet = useLocalFleet();

test("[EV3] a reader that is cut off goes on after Last-Event-ID: nothing is lost and nothing comes twice", async () => {
  const { job } = ok(await fleet.admin.submitJob({ body: manifest("Watched") }));
  const act = (action: "hold" | "release", opId: string) =>
    fleet.admin.actOnJob({ params: { jobId: job.id, action }, body: { opId, note: "" } });
  const seen: FleetEvent[] = [];
  let next = 2;
  for (let cut = 0; cut < 2; cut++) {
    const stream = await openStream(fleet, job.id, seen.at(-1)?.seq ?? null);
    ok(await act("hold", `h${cut}`));
    ok(await act("release", `r${cut}`));
    // It is cut in the middle of what happened, not at its end.
    for (; seen.length < next;) seen.push(await stream.next());
    next += 2;
    stream.cut();
  }
  const rest = await openStream(fleet, job.id, seen.at(-1)?.seq ?? null);
  while (seen.length < 5) seen.push(await rest.next());
  rest.cut();
  expect(seen.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  expect(ok(await fleet.admin.listEvents({ params: { jobId: job.id }, query: {} })).items).toEqual(seen);
});

test("[EV3] the stream says its kind, and starts from the beginning where no number was given", async () => {
  const { job } = ok(await fleet.admin.submitJob({ body: manifest("Plain") }));
  for (const lastEventId of [null, 0, -1, 1.5, Number.NaN]) {
    const stream = await openStream(fleet, job.id, lastEventId);
    expect(stream.headers.get("content-type")).toBe("text/event-stream");
    expect(stream.headers.get("cache-control")).toBe("no-store");
    expect((await stream.next()).seq).toBe(1);
    stream.cut();
  }
});

test("[EV3] a quiet stream says that it is there, and ends before the front end would cut it", async () => {
  const store = createMemoryStore();
  const jobId = "job_00000000000000000000000001";
  const of = { productId: PRODUCT, jobId };
  const put = (seq: number) => store.commit("fleet_events", jobId, [{ kind: "create", doc: anEvent(jobId, seq) }]);
  await put(1);
  let nowMs = 0;
  const sleep = async (ms: number): Promise<void> => {
    nowMs += ms;
    // The third comes before the second: it waits for it.
    if (nowMs === 20_000) await put(3);
    if (nowMs === 40_000) await put(2);
  };
  const chunks: { readonly atMs: number; readonly text: string }[] = [];
  for await (const text of eventLines({ store, clock: { nowMs: () => nowMs }, sleep }, of, 0))
    chunks.push({ atMs: nowMs, text });
  expect(nowMs).toBeLessThan(230_000);
  expect(nowMs).toBeGreaterThan(150_000);
  const ids = chunks.flatMap(({ atMs, text }) => (text.startsWith("id:") ? [[atMs, text.split("\n")[0]]] : []));
  expect(ids).toEqual([
    [0, "id: 1"],
    [40_000, "id: 2"],
    [40_000, "id: 3"],
  ]);
  const silences = chunks.map(({ atMs }, index) => atMs - (chunks[index - 1]?.atMs ?? 0));
  expect(Math.max(...silences)).toBeLessThanOrEqual(16_000);
});

const anEvent = (jobId: string, seq: number): EventDocument => ({
  id: String(seq),
  productId: PRODUCT,
  jobId,
  seq,
  atMs: 0,
  actor: { kind: "operator", id: "test" },
  stage: "queued",
  epoch: 0,
  facts: { type: "job.held", note: "" },
});

/** A job's event stream, read one event at a time. */
async function openStream({ url, adminToken }: TestFleet, jobId: string, lastEventId: number | null) {
  const cutting = new AbortController();
  const last: Record<string, string> = lastEventId === null ? {} : { "last-event-id": String(lastEventId) };
  const response = await fetch(`${url}/api/fleet/jobs/${jobId}/events/stream`, {
    headers: headersOf({ token: adminToken, product: PRODUCT, headers: last }),
    signal: cutting.signal,
  });
  expect(response.status).toBe(200);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let buffered = "";
  return {
    headers: response.headers,
    cut: () => cutting.abort(),
    next: async (): Promise<FleetEvent> => {
      for (;;) {
        const end = buffered.indexOf("\n\n");
        if (end === -1) {
          const { value, done } = await reader.read();
          if (done) throw new Error("The stream ended.");
          buffered += value;
          continue;
        }
        const fields = new Map(
          buffered
            .slice(0, end)
            .split("\n")
            .map((line) => [line.slice(0, line.indexOf(": ")), line.slice(line.indexOf(": ") + 2)] as const),
        );
        buffered = buffered.slice(end + 2);
        const data = fields.get("data");
        if (data === undefined) continue;
        const event = FleetEvent.parse(JSON.parse(data));
        expect([fields.get("id"), fields.get("event")]).toEqual([String(event.seq), event.type]);
        return event;
      }
    },
  };
}
