import { type IncomingMessage, type ServerResponse } from "node:http";

/** The largest request body that the Functions host lets through by default; an app usually has a smaller limit. */
export const BODY_MAX_BYTES = 104_857_600;

/**
 * Refuses a body above the limit: by its declared length at once (true is answered), or, when it comes in chunks,
 * as soon as too much has arrived. The app cannot be asked to stop reading, so the connection is closed.
 */
export function refuseTooLarge(req: IncomingMessage, res: ServerResponse, maxBytes: number): boolean {
  const declared = Number(req.headers["content-length"] ?? 0);
  if (declared > maxBytes) {
    refuse(req, res, maxBytes);
    return true;
  }
  if (req.headers["content-length"] === undefined) countChunks(req, res, maxBytes);
  return false;
}

function countChunks(req: IncomingMessage, res: ServerResponse, maxBytes: number): void {
  const push = req.push.bind(req);
  let received = 0;
  // The parser pushes what arrives; counting here neither starts the stream nor copies it.
  req.push = (chunk: unknown, encoding?: BufferEncoding) => {
    received += chunk instanceof Uint8Array ? chunk.byteLength : 0;
    if (received <= maxBytes) return push(chunk, encoding);
    refuse(req, res, maxBytes);
    return false;
  };
}

function refuse(req: IncomingMessage, res: ServerResponse, maxBytes: number): void {
  if (res.headersSent) {
    req.destroy();
    return;
  }
  const problem = { title: "Payload too large", status: 413, detail: `A request body is at most ${maxBytes} bytes.` };
  res.writeHead(413, { "content-type": "application/problem+json", connection: "close" });
  res.end(JSON.stringify(problem), () => req.destroy());
}
