import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import { createFleetClient } from "#client/fleet-client.ts";
import { ProfileFacts, ProfileName } from "#contract/documents/profile-document.ts";

const FILES_MAX = 100;
const ProfileFile = ProfileFacts.extend({ name: ProfileName });
type ProfileFile = z.infer<typeof ProfileFile>;
type Fleet = { readonly url: string; readonly token: string; readonly productId: string };

/** A profile in markdown: its fields between two lines of `---`, and its instructions after them. Throws on any other. */
export function readProfile(text: string): ProfileFile {
  const [, fields, instructions] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  if (fields === undefined) throw new Error("expected fields between two lines of ---");
  const given: unknown = parse(fields);
  return ProfileFile.parse({ ...z.record(z.string(), z.unknown()).parse(given), instructions });
}

/**
 * PF4: writes a folder's profiles through the API. What is there already stays the version that it is. Gives the files
 * that could not be read or written, each with why; none where there is no such folder.
 */
export async function loadProfiles(fleet: Fleet, folder: string): Promise<readonly string[]> {
  const client = createFleetClient({ baseUrl: fleet.url, token: fleet.token, productId: fleet.productId });
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith(".md")).slice(0, FILES_MAX);
  const faults = await Promise.all(
    files.map(async (file) => {
      try {
        const reply = await client.createProfile({ body: readProfile(await readFile(join(folder, file), "utf8")) });
        return reply.ok ? [] : [`${file}: ${reply.problem.title}`];
      } catch (error) {
        return [`${file}: ${error instanceof Error ? error.message : String(error)}`];
      }
    }),
  );
  return faults.flat();
}
