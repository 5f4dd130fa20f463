import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { CAST, type Part } from "#cli/demo/cast.ts";
import { type Coordinator } from "#cli/demo/start-coordinator.ts";
import { type Demo } from "#cli/demo/demo.ts";
import { must } from "#cli/demo/must.ts";
import { type Child } from "#cli/demo/processes.ts";
import { until } from "#cli/demo/until.ts";
import { secretFiles } from "#cli/session-file.ts";

const Identity = z.looseObject({ factoryId: z.string(), token: z.string() });

export type StartedFactory = {
  readonly part: Part;
  readonly folder: string;
  readonly factoryId: string;
  /** The factory's own token, as its data folder keeps it: good for this factory and nothing else. */
  readonly token: string;
  readonly child: Child;
};

/** Enrols a factory with a code of its own and starts it as a process of its own. */
export async function enrolAndStart(demo: Demo, coordinator: Coordinator, part: Part): Promise<StartedFactory> {
  const made = coordinator.fleet.createEnrolmentCode({ body: { name: part.name } });
  const { code } = await must(`No enrolment code for ${part.name}`, made);
  const folder = join(demo.runFolder, part.name);
  const child = await launch(demo, coordinator, { part, folder, code });
  const identity = await until(demo, `${part.name} to enrol`, () => readIdentity(folder));
  await until(demo, `${part.name} to report for work`, async () => {
    const reply = await coordinator.fleet.listFactories({});
    const factory = reply.ok ? reply.value.items.find((item) => item.id === identity.factoryId) : undefined;
    return factory?.lastHeartbeatAt ?? null;
  });
  return { part, folder, child, ...identity };
}

/** The same factory again: its data folder still knows who it is, so no code is needed. */
export async function startAgain(
  demo: Demo,
  coordinator: Coordinator,
  factory: StartedFactory,
): Promise<StartedFactory> {
  const { part, folder } = factory;
  return { ...factory, child: await launch(demo, coordinator, { part, folder, code: null }) };
}

type Launch = { readonly part: Part; readonly folder: string; readonly code: string | null };

async function launch(demo: Demo, coordinator: Coordinator, { part, folder, code }: Launch): Promise<Child> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Neither what lets one act as the administrator nor what lets one act as the other factory is for engines.
  const hidden = [...secretFiles(demo.cwd), join(demo.dataFolder, "admin-token"), ...othersIdentities(demo, part)];
  const options = ["--data", folder, "--seats", String(part.seats), ...(code === null ? [] : ["--code", code])];
  return demo.processes.start({
    name: part.name,
    args: [
      "factory",
      "run",
      "--name",
      part.name,
      ...options,
      "--hide",
      ...hidden,
      "--capability",
      ...part.capabilities,
    ],
    // Its own folder: the administrator's session of the demo's folder is none of its business.
    cwd: folder,
    env: { ...demo.env, AGF_API: coordinator.url },
  });
}

const othersIdentities = (demo: Demo, part: Part): readonly string[] =>
  CAST.filter(({ name }) => name !== part.name).map(({ name }) => identityFile(join(demo.runFolder, name)));
const identityFile = (folder: string): string => join(folder, "identity.json");

async function readIdentity(folder: string): Promise<{ factoryId: string; token: string } | null> {
  const text = await readFile(identityFile(folder), "utf8").catch(() => null);
  if (text === null) return null;
  const { factoryId, token } = Identity.parse(JSON.parse(text));
  return { factoryId, token };
}
