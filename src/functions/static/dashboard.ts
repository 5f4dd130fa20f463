import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { app, type HttpRequest, type HttpResponseInit } from "@azure/functions";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".woff2": "font/woff2",
};
/** Live updates come over a WebSocket of another origin; everything else is our own. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "connect-src 'self' wss: ws://127.0.0.1:* ws://localhost:*",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");
const ASSET = /^assets\/[\w.-]+$/;

/** The page, from the folder that the build made. Whatever is no asset is the page itself: it routes by itself. */
export function registerDashboard(folder: () => string): void {
  app.http("dashboard", {
    methods: ["GET"],
    authLevel: "anonymous",
    route: "app/{*path}",
    handler: (request) => serve(folder(), request.params["path"] ?? ""),
  });
  app.http("home", {
    methods: ["GET"],
    authLevel: "anonymous",
    route: "/",
    handler: (_request: HttpRequest) => ({ status: 302, headers: { location: "/app/" } }),
  });
}

async function serve(folder: string, path: string): Promise<HttpResponseInit> {
  const isAsset = ASSET.test(path);
  const file = normalize(join(folder, isAsset ? path : "index.html"));
  if (!file.startsWith(normalize(folder) + sep)) return { status: 404 };
  try {
    const body = await readFile(file);
    return {
      status: 200,
      headers: {
        "content-type": TYPES[extname(file)] ?? "application/octet-stream",
        "cache-control": isAsset ? "public, max-age=31536000, immutable" : "no-cache",
        "content-security-policy": CONTENT_SECURITY_POLICY,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
      },
      body: new Uint8Array(body),
    };
  } catch {
    return {
      status: 404,
      headers: { "content-type": "text/plain" },
      body: "There is no such page. Was the dashboard built?",
    };
  }
}
