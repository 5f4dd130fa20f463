import { type IncomingMessage } from "node:http";

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Whether a request comes from this machine's own pages or programs. The key of the local server is public and a
 * WebSocket knows no same-origin rule, so any site that a developer visits could otherwise listen in; the check of
 * the Host header also stops a foreign name that resolves to 127.0.0.1.
 */
export function isFromLoopback(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  return isLoopbackUrl(`http://${host ?? ""}`) && (origin === undefined || isLoopbackUrl(origin));
}

function isLoopbackUrl(text: string): boolean {
  return URL.canParse(text) && LOOPBACK.test(new URL(text).hostname);
}
