import { type IncomingMessage, type ServerResponse } from "node:http";
import { errorText, type Log } from "#local/host/log.ts";
import { type Invoke } from "#local/host/invoke.ts";
import { type HttpMode } from "#local/host/stream-mode.ts";
import { BODY_MAX_BYTES, refuseTooLarge } from "./body-limit.ts";
import { dispatchBuffered } from "./dispatch-buffered.ts";
import { dispatchStream, type Incoming } from "./dispatch-stream.ts";
import { type FunctionKeys, mayCall } from "./function-keys.ts";
import { headerOf, requestTarget, type RequestTarget } from "./request-target.ts";
import { type Router } from "./router.ts";

/** A path that the host answers itself; true when it did. */
export type HostEndpoint = (target: RequestTarget, req: IncomingMessage, res: ServerResponse) => boolean;

type ListenerDeps = Readonly<{
  router: Router;
  mode: HttpMode;
  invoke: Invoke;
  keys: FunctionKeys | null;
  log: Log;
  endpoints: readonly HostEndpoint[];
}>;

/** The host's answer to every request: its own endpoints first, then the app's routes. */
export function createHttpListener(deps: ListenerDeps): (req: IncomingMessage, res: ServerResponse) => void {
  return (req, res) => {
    const target = requestTarget(req);
    if (deps.endpoints.some((endpoint) => endpoint(target, req, res))) return;
    const hit = deps.router.find(req.method ?? "GET", target.path);
    if (hit === null) {
      res.writeHead(404).end();
      return;
    }
    const key = headerOf(req, "x-functions-key") ?? target.query.get("code") ?? undefined;
    if (!mayCall(hit.route, key, deps.keys)) {
      res.writeHead(401).end();
      return;
    }
    if (refuseTooLarge(req, res, BODY_MAX_BYTES)) return;
    void answer(deps, { ...hit, target, req, res });
  };
}

/** Never rejects: whatever the app does, the client gets an answer and the log gets the reason. */
async function answer(deps: ListenerDeps, incoming: Incoming): Promise<void> {
  const { route, res } = incoming;
  try {
    if (deps.mode.kind === "buffered") {
      await dispatchBuffered(deps.invoke, incoming);
      return;
    }
    await dispatchStream(deps.mode, deps.invoke, incoming);
    if (!res.headersSent && deps.mode.kind === "adopt") {
      const message = `Function "${route.name}" gave no response; in Azure its caller would wait in vain.`;
      deps.log({ level: "warning", event: "http.unanswered", functionName: route.name, message });
      res.writeHead(500).end();
    }
  } catch (error) {
    // In Azure a stream-mode handler that throws leaves its caller without an answer; here the fault is visible.
    deps.log({ level: "error", event: "http.failed", functionName: route.name, message: errorText(error) });
    if (res.headersSent) res.destroy();
    else res.writeHead(500).end();
  }
}
