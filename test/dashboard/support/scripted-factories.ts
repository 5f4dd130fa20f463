import { type Factory } from "#contract/factory.ts";
import { aFactory, at, idOf } from "./fixtures.ts";

/** A healthy factory, a degraded, a draining and a stale one. */
export const scriptedFactories = (nowMs: number): readonly Factory[] => [
  aFactory({
    id: idOf("fac", 1),
    name: "atlas",
    seatsUsed: 3,
    load: 0.62,
    capabilities: ["engine:claude", "engine:shell", "os:linux", "node:22", "has:docker", "arch:x64", "tool:git"],
    lastHeartbeatAt: at(nowMs - 4_000),
  }),
  aFactory({
    id: idOf("fac", 2),
    name: "borealis-mac-mini",
    seatLimit: 2,
    health: "degraded",
    load: 1.8,
    capabilities: ["engine:codex", "os:macos", "arch:arm64"],
    lastHeartbeatAt: at(nowMs - 18_000),
  }),
  aFactory({
    id: idOf("fac", 3),
    name: "cinder",
    seatLimit: 8,
    seatsUsed: 2,
    lifecycle: "draining",
    lifecycleBy: null,
    lifecycleNote: "kernel update tonight",
    lifecycleUntil: null,
    lastHeartbeatAt: at(nowMs - 9_000),
  }),
  aFactory({
    id: idOf("fac", 4),
    name: "dusk",
    seatLimit: 2,
    seatsUsed: 0,
    stale: true,
    lastHeartbeatAt: at(nowMs - 660_000),
  }),
];
