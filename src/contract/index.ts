/** The public face `agent-gigafactory/contract`: what crosses the wire. */
export { ROUTES, type RouteId, type Routes } from "#contract/routes.ts";
export { PROBLEMS, ProblemDocument, type ProblemCode } from "#contract/problem.ts";
export { Job } from "#contract/job.ts";
export { Factory } from "#contract/factory.ts";
export { FleetEvent } from "#contract/fleet-event.ts";
export { Manifest } from "#contract/manifest/manifest.ts";
export { parseManifest } from "#contract/manifest/parse-manifest.ts";
export { whyNot } from "#contract/job-can.ts";
