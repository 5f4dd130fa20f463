import { type HttpResponseInit } from "@azure/functions";
import { ROUTES } from "#contract/routes.ts";
import { getJob } from "#application/jobs/read-jobs.ts";
import { bindWith } from "#functions/bind.ts";
import { eventLines } from "#functions/http/event-lines.ts";
import { problemReply } from "#functions/reply.ts";

/** EV3: server-sent events, so that a client which comes back with Last-Event-ID misses nothing. */
export const STREAM_FUNCTIONS = {
  streamEvents: bindWith(
    ROUTES.streamEvents,
    async (deps, { productId, params, request }, requestId): Promise<HttpResponseInit> => {
      const job = await getJob(deps, { productId, ...params });
      if (!job.ok) return problemReply(job.problem, requestId);
      const after = Number(request.headers.get("last-event-id") ?? 0);
      return {
        status: 200,
        headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
        body: encode(eventLines(deps, { productId, ...params }, Number.isInteger(after) && after >= 0 ? after : 0)),
      };
    },
  ),
} as const;

async function* encode(text: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const chunk of text) yield encoder.encode(chunk);
}
