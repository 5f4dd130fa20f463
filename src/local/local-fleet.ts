import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { adminTokenOf } from "#local/admin-token.ts";
import { type Clock, createSystemClock, type VirtualClock } from "#local/clock.ts";
import { lockDataFolder } from "#local/data-folder.ts";
import { startFunctionsHost } from "#local/host/functions-host.ts";
import { type Log } from "#local/host/log.ts";
import { startServices } from "#local/services.ts";

const LOCAL_PRODUCT = "demo";

export type LocalFleetOptions = {
  /** 0 takes a free one. */
  readonly port: number;
  readonly dataFolder: string;
  /** App settings that win over the defaults below. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Opens `/__local/…` for tests. */
  readonly control?: boolean;
  /** False in tests only: what was acknowledged then survives a killed process, but not a power cut. */
  readonly fsync?: boolean;
  readonly clock?: Clock | VirtualClock;
  readonly log: Log;
};
export type LocalFleet = {
  readonly url: string;
  readonly adminToken: string;
  readonly productId: string;
  /** The page, with the token in the fragment, which no server ever sees. */
  readonly dashboardUrl: string;
  /** Where the parts listen, as the app settings that the function app reads. */
  readonly settings: Readonly<Record<string, string>>;
  /** Resolves when nothing is left that could be worked on now. */
  idle(): Promise<void>;
  close(): Promise<void>;
};

const APP_FOLDER = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const DEFAULTS = {
  TASKHUB_NAME: "fleet",
  FLEET_REAPER_SCHEDULE: "*/15 * * * * *",
  FLEET_DASHBOARD_FOLDER: join(APP_FOLDER, "dist", "dashboard"),
  AzureWebJobsDisableHomepage: "true",
} as const;

/**
 * The whole product on this machine: the function app's real registrations, on an embedded Cosmos, a local Web PubSub
 * and Azurite. Rejects with a sentence when the folder or the port is somebody else's.
 */
export async function startLocalFleet(options: LocalFleetOptions): Promise<LocalFleet> {
  const clock =
    options.clock ??
    createSystemClock((error) => options.log({ level: "error", event: "clock.failed", why: String(error) }));
  const folder = await lockDataFolder(options.dataFolder, clock.nowMs());
  const undo: (() => Promise<void>)[] = [() => folder.release()];
  try {
    const [admin, services] = await Promise.all([
      adminTokenOf(folder.path),
      startServices({
        dataFolder: folder.path,
        ports: { cosmos: 0, webPubSub: 0, blob: 0 },
        fsync: options.fsync ?? true,
        nowMs: () => clock.nowMs(),
      }),
    ]);
    undo.push(() => services.close());
    const settings = { ...DEFAULTS, ...services.settings, FLEET_ADMIN_TOKEN_SHA256: admin.sha256, ...options.settings };
    const host = await startFunctionsHost({
      appFolder: APP_FOLDER,
      settings,
      port: options.port,
      dataFolder: join(folder.path, "host"),
      clock,
      log: options.log,
      control: options.control ?? false,
      cosmosCommits: (listener) => services.cosmos.onCommit(listener),
      fsync: options.fsync ?? true,
    });
    undo.push(() => host.close());
    return {
      url: host.url,
      adminToken: admin.token,
      productId: LOCAL_PRODUCT,
      dashboardUrl: `${host.url}/app/#token=${admin.token}&product=${LOCAL_PRODUCT}`,
      settings,
      idle: host.idle,
      close: () => undoAll(undo),
    };
  } catch (error) {
    await undoAll(undo);
    throw error;
  }
}

/** The last that was started stands on the others, so it goes first. */
async function undoAll(undo: (() => Promise<void>)[]): Promise<void> {
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) {
    // oxlint-disable-next-line no-await-in-loop -- in order on purpose
    await step();
  }
}
