import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { liveGroups } from "#contract/live.ts";
import { runIdOf } from "#contract/id.ts";
import { type Job } from "#contract/job.ts";
import { type Cadence } from "#contract/factory.ts";
import { ROUTES, type RouteId } from "#contract/routes.ts";
import { type Usage } from "#factory/attempt/usage.ts";
import { aJob } from "./a-job.ts";

const FACTORY_ID = "fac_01JZ8Y3V6W9Q4T7R2M5N8P0XKD";
export const TOKEN = "agf_fac_scripted-token-0123456789";
export const CODE = "agf_enr_scripted-code";
const FAST: Cadence = { heartbeatSec: 0.2, leaseTtlSec: 10, renewSec: 0.2, claimAnywaySec: 60 };

type Held = { job: Job; bodyMd: string; bootId: number; claimId: string };
type Call = { readonly route: RouteId; readonly body: Record<string, unknown>; readonly status: number };
type Reply = { status: number; body: unknown };
type Submit = Partial<Job> & { bodyMd: string };

/**
 * A coordinator that keeps the few promises a factory relies on: claims repeated by id, fencing by epoch, receipts by op
 * id, a new boot's first claim that requeues what the earlier one held. Everything else is the product's own business.
 */
export class ScriptedCoordinator {
  cadence = FAST;
  readonly calls: Call[] = [];
  readonly usage = new Map<string, Usage[]>();
  /** Nobody answers while it is true. */
  down = false;
  revoked = false;
  lifecycle: "active" | "paused" = "active";
  version = 1;
  /** The live connection that is offered; without it, factories have to poll. */
  live: (() => Promise<string>) | null = null;
  enrolments = new Map<string, string>();
  /** Routes whose next reply is lost after it took effect. */
  readonly losing: RouteId[] = [];
  readonly #jobs = new Map<string, Held>();
  readonly #receipts = new Map<string, Reply>();
  #listeners: (() => void)[] = [];
  url = "";

  static async start(): Promise<ScriptedCoordinator> {
    const coordinator = new ScriptedCoordinator();
    const server = createServer((request, response) => void coordinator.#serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    coordinator.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return coordinator;
  }

  submit({ bodyMd, ...job }: Submit): string {
    const made = aJob(job);
    this.#jobs.set(made.id, { job: made, bodyMd, bootId: 0, claimId: "" });
    this.version += 1;
    return made.id;
  }

  job = (jobId: string): Job => this.#jobs.get(jobId)!.job;

  /** The lease ran out, or an operator took the job away: it is queued again under a higher epoch. */
  takeAway(jobId: string): void {
    const held = this.#jobs.get(jobId)!;
    held.job = { ...held.job, stage: "queued", leaseEpoch: held.job.leaseEpoch + 1, lease: null };
    held.bootId = 0;
    this.version += 1;
  }

  /** An operator lets a job that has ended be tried again. */
  retry(jobId: string, change: Partial<Job>): void {
    this.takeAway(jobId);
    const held = this.#jobs.get(jobId)!;
    held.job = { ...held.job, ...change, outcome: null };
  }

  /** Resolves as soon as `look` finds something; it looks after every call. */
  async until<T>(look: () => T | null | undefined | false): Promise<T> {
    for (;;) {
      const found = look();
      if (found) return found;
      await new Promise<void>((resolve) => this.#listeners.push(resolve));
    }
  }

  made = (route: RouteId): Call[] => this.calls.filter((call) => call.route === route);

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    if (this.down) {
      request.socket.destroy();
      return;
    }
    const { route, params } = match(request.method ?? "", request.url ?? "");
    const body = parse(route, text);
    const known = route === "enrolFactory" || request.headers.authorization === `Bearer ${TOKEN}`;
    const live = route === "negotiateLive" ? await this.#negotiate() : null;
    const reply =
      this.revoked || !known ? problem(401, "unauthenticated") : (live ?? this.#answer(route, params, body));
    this.calls.push({ route, body, status: reply.status });
    this.#send(route, reply, request, response);
    for (const listener of this.#listeners.splice(0)) listener();
  }

  #send(route: RouteId, reply: Reply, request: IncomingMessage, response: ServerResponse): void {
    const lost = this.losing.indexOf(route);
    if (lost === -1) {
      response.writeHead(reply.status, { "content-type": "application/json" }).end(JSON.stringify(reply.body));
      return;
    }
    this.losing.splice(lost, 1);
    request.socket.destroy();
  }

  #answer(route: RouteId, params: Record<string, string>, body: Record<string, unknown>): Reply {
    const jobId = params["jobId"] ?? "";
    switch (route) {
      case "enrolFactory":
        return this.#enrol(body);
      case "heartbeat":
        return ok({ lifecycle: this.lifecycle, cadence: this.cadence });
      case "getQueueState":
        return ok({ productId: "demo", version: this.version, cadence: this.cadence });
      case "claimJob":
        return this.#claim(String(body["claimId"]), Number(body["bootId"]));
      case "renewLease":
        return this.#fenced(jobId, body) ?? ok({ leaseExpiresAt: NOW, cadence: this.cadence });
      case "patchJob":
        return this.#once(jobId, body, () => this.#patch(jobId, body));
      case "releaseLease":
        return this.#once(jobId, body, () => {
          this.takeAway(jobId);
          return ok({ job: this.job(jobId) });
        });
      case "reportUsage":
        this.usage.set(params["runId"] ?? "", body["sessions"] as Usage[]);
        return ok({ costUsd: 0 });
      default:
        return problem(503, "live-unavailable");
    }
  }

  async #negotiate(): Promise<Reply> {
    if (this.live === null) return problem(503, "live-unavailable");
    const groups = { product: liveGroups.product("demo"), wake: liveGroups.wake("demo") };
    return ok({ url: await this.live(), groups, expiresAt: NOW });
  }

  #enrol(body: Record<string, unknown>): Reply {
    const enrolmentId = String(body["enrolmentId"]);
    const code = String(body["code"]);
    const spentBy = this.enrolments.get(code);
    if (code !== CODE) return problem(401, "unauthenticated");
    if (spentBy !== undefined && spentBy !== enrolmentId) return problem(409, "enrolment-code-spent");
    this.enrolments.set(code, enrolmentId);
    return ok({ factoryId: FACTORY_ID, productId: "demo", token: TOKEN, cadence: this.cadence }, 201);
  }

  #claim(claimId: string, bootId: number): Reply {
    for (const held of this.#jobs.values())
      if (held.bootId > 0 && held.bootId < bootId && held.job.lease !== null) this.takeAway(held.job.id);
    const queueVersion = this.version;
    const all = [...this.#jobs.values()];
    const again = all.find((held) => held.claimId === claimId && held.job.lease !== null);
    const found = again ?? all.find((held) => held.job.stage === "queued");
    if (found === undefined) return ok({ claimed: null, queueVersion, cadence: this.cadence });
    if (again === undefined) this.#grant(found, claimId, bootId);
    const { job, bodyMd } = found;
    const claimed = {
      job,
      bodyMd,
      runId: runIdOf(job.id, job.leaseEpoch),
      leaseEpoch: job.leaseEpoch,
      leaseExpiresAt: NOW,
      checkpoint: job.checkpoint,
    };
    return ok({ claimed, queueVersion, cadence: this.cadence });
  }

  #grant(held: Held, claimId: string, bootId: number): void {
    const epoch = held.job.leaseEpoch + 1;
    const runId = runIdOf(held.job.id, epoch);
    const lease = { holderFactoryId: FACTORY_ID, epoch, runId, seat: 0, acquiredAt: NOW, expiresAt: NOW };
    held.job = { ...held.job, stage: "assigned", leaseEpoch: epoch, lease };
    held.claimId = claimId;
    held.bootId = bootId;
  }

  #fenced(jobId: string, body: Record<string, unknown>): Reply | null {
    const { job } = this.#jobs.get(jobId)!;
    if (job.lease !== null && body["leaseEpoch"] === job.leaseEpoch) return null;
    return problem(409, "fenced", { jobId, currentEpoch: job.leaseEpoch });
  }

  #once(jobId: string, body: Record<string, unknown>, effect: () => Reply): Reply {
    const opId = String(body["opId"]);
    const receipt = this.#receipts.get(opId);
    if (receipt !== undefined) return receipt;
    const fenced = this.#fenced(jobId, body);
    if (fenced !== null) return fenced;
    const reply = effect();
    this.#receipts.set(opId, reply);
    return reply;
  }

  #patch(jobId: string, body: Record<string, unknown>): Reply {
    const held = this.#jobs.get(jobId)!;
    const patch = ROUTES.patchJob.body.parse(body);
    const checkpoint =
      patch.checkpoint === undefined
        ? held.job.checkpoint
        : { ...patch.checkpoint, epoch: held.job.leaseEpoch, at: NOW };
    const stage = patch.stage ?? held.job.stage;
    const ended = stage !== "building" && stage !== "assigned";
    const outcome =
      patch.outcome === undefined
        ? held.job.outcome
        : { ...patch.outcome, result: stage === "failed" ? ("failed" as const) : ("succeeded" as const) };
    held.job = { ...held.job, checkpoint, stage, outcome, lease: ended ? null : held.job.lease };
    return ok({ job: held.job });
  }
}

const NOW = "2026-07-01T12:00:00.000Z";
const ok = (body: unknown, status = 200): Reply => ({ status, body });
const problem = (status: number, code: string, members: object = {}): Reply => ({
  status,
  body: { type: `/problems/${code}`, code, title: code, status, detail: "", requestId: "", ...members },
});

/** What breaks the contract breaks the test. */
function parse(route: RouteId, text: string): Record<string, unknown> {
  const body = text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
  ROUTES[route].body?.parse(body);
  return body;
}

function match(method: string, url: string): { route: RouteId; params: Record<string, string> } {
  const path = url.split("?")[0] ?? "";
  for (const route of Object.values(ROUTES)) {
    const names: string[] = [];
    const pattern = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      names.push(name);
      return "([^/]+)";
    });
    const found = route.method === method ? new RegExp(`^${pattern}$`).exec(path) : null;
    if (found !== null)
      return {
        route: route.id,
        params: Object.fromEntries(names.map((name, at) => [name, found[at + 1] ?? ""])),
      };
  }
  throw new Error(`${method} ${url} is no route.`);
}
