import { EventEmitter } from "node:events";
import http, { type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type ProgrammingModel } from "./core-types.ts";

/**
 * How requests reach the library:
 * - `adopt`: the library's own request listener is called with the client's request and response;
 * - `proxy`: the request is forwarded to the port that the library opened, as the real host does;
 * - `buffered`: the app did not ask for streams; bodies go over as values.
 */
export type HttpMode =
  | Readonly<{ kind: "adopt"; deliver: (req: IncomingMessage, res: ServerResponse) => void }>
  | Readonly<{ kind: "proxy"; uri: URL; close: () => void }>
  | Readonly<{ kind: "buffered" }>;

/** What the real host offers a worker; the library adds its own (HttpUri in stream mode). */
const HOST_CAPABILITIES = {
  RawHttpBodyBytes: "true",
  RpcHttpTriggerMetadataRemoved: "true",
  RpcHttpBodyOnly: "true",
  IgnoreEmptyValuedRpcHttpHeaders: "true",
  UseNullableValueDictionaryForHttp: "true",
  WorkerStatus: "true",
  TypedDataCollection: "true",
  HandlesWorkerTerminateMessage: "true",
};

/**
 * Asks the library for its capabilities, once per app, and finds out how HTTP is to be done.
 * In stream mode the library builds an HTTP server on all interfaces; `http.createServer` is replaced for the
 * length of that one call, so that its request listener can be adopted: no second socket and no open port.
 * Should a later library build its server otherwise, or is `prefer` "proxy", the port that it opened is used.
 */
export async function negotiateHttpMode(model: ProgrammingModel, prefer: "adopt" | "proxy"): Promise<HttpMode> {
  const real = http.createServer;
  const adopted = new AdoptedServer();
  const opened: Server[] = [];
  const createServer = (...args: unknown[]) => {
    if (prefer === "adopt") return adopted;
    const server: Server = Reflect.apply(real, http, args);
    opened.push(server);
    return server;
  };
  let capabilities: Record<string, string>;
  Object.assign(http, { createServer });
  try {
    capabilities = await model.getCapabilities({ ...HOST_CAPABILITIES });
  } finally {
    Object.assign(http, { createServer: real });
  }
  const uri = capabilities["HttpUri"];
  if (uri === undefined) return { kind: "buffered" };
  if (adopted.listenerCount("request") > 0) {
    return { kind: "adopt", deliver: (req, res) => adopted.emit("request", req, res) };
  }
  const close = () => {
    for (const server of opened) {
      server.close();
      server.closeAllConnections();
    }
  };
  return { kind: "proxy", uri: new URL(uri), close };
}

/** Just enough of a server for the library to attach its listener to and believe that it listens. */
class AdoptedServer extends EventEmitter {
  listen(...args: readonly unknown[]): this {
    const ready = args.find((arg) => typeof arg === "function");
    process.nextTick(() => {
      if (ready !== undefined) Reflect.apply(ready, this, []);
    });
    return this;
  }

  address() {
    // Any port but 0, which would send the library looking for an open one.
    return { port: 1, address: "in-process", family: "none" };
  }

  close(): this {
    return this;
  }
}
