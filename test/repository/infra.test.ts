import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { containerDefinitions } from "#adapters/cosmos/create-containers.ts";

const INFRA = fileURLToPath(new URL("../../infra/", import.meta.url));
const read = (path: string): string => readFileSync(join(INFRA, path), "utf8");
const files = readdirSync(INFRA, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".bicep"));

test("[IN1] Azure gets exactly the containers that the local fleet has, with their keys, lives and indexes", async () => {
  await expect(`${JSON.stringify(containerDefinitions(), null, 2)}\n`).toMatchFileSnapshot(
    join(INFRA, "app/containers.json"),
  );
  expect(read("app/cosmos.bicep")).toContain("loadJsonContent('containers.json')");
});

test("[IN2] every setting that the app has to be given is given, and none that it does not know", () => {
  const set = [...read("app/api.bicep").matchAll(/^ {6}(\w+): /gm)].map(([, name]) => name ?? "");
  const known = readFileSync(join(INFRA, "../src/functions/settings.ts"), "utf8");
  const example = readFileSync(join(INFRA, "../local.settings.example.json"), "utf8");
  for (const name of set.filter((each) => each.startsWith("FLEET_")))
    expect(`${known}${example}`, name).toContain(name);
  for (const name of [
    "COSMOS_CONNECTION__accountEndpoint",
    "WebPubSubConnectionString__serviceUri",
    "FLEET_ADMIN_TOKEN_SHA256",
    "FLEET_REAPER_SCHEDULE",
    "TASKHUB_NAME",
  ]) {
    expect(set).toContain(name);
  }
});

test("[IN3] nothing in Azure has a key: every service refuses them, and no file has one", () => {
  const all = files.map(read).join("\n");
  expect(all).toContain("allowSharedKeyAccess: false");
  expect(all.match(/disableLocalAuth: true/gi)).toHaveLength(3);
  expect(all).not.toMatch(/listKeys|AccountKey|AccessKey|SharedAccessKey/);
});

test("[IN4] every module that is used is there, and gets the parameters that it asks for", () => {
  const main = read("main.bicep");
  for (const [, path = "", body = ""] of main.matchAll(/module \w+ '([^']+)' = \{([\s\S]*?)\n\}/g)) {
    const wanted = [...read(path).matchAll(/^param (\w+) \w+$/gm)].map(([, name]) => name ?? "");
    const given = [...body.slice(body.indexOf("params:")).matchAll(/(\w+): /g)].map(([, name]) => name ?? "");
    expect(given.filter((name) => name !== "params").toSorted(), path).toEqual(wanted.toSorted());
  }
});
