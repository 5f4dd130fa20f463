import {
  headIdOf,
  type ProfileDocument,
  type ProfileFacts,
  profileIdOf,
  type ProfileSnapshot,
} from "#contract/documents/profile-document.ts";
import { type Refusal } from "#contract/problem.ts";
import { type Deps } from "#application/deps.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { PROFILE_HEADS, PROFILES } from "#application/ports/collections.ts";

const ATTEMPTS_MAX = 10;
const PROFILES_MAX = 500;
type Needs = Pick<Deps, "store">;
type Of = { readonly productId: string; readonly ref: string };

export type CreateProfile = ProfileFacts & {
  readonly productId: string;
  readonly name: string;
  readonly createdBy: string;
};
type Created = { readonly profile: ProfileDocument; readonly created: boolean };

/**
 * PF1: the next version and the head that names it are one batch, so no two writers get one number and none is changed.
 * What says the same as the newest is that one, so that loading a catalogue again adds nothing.
 */
export async function createProfile(
  deps: Pick<Deps, "store" | "clock" | "secrets">,
  { productId, name, createdBy, capabilities, engine, instructions }: CreateProfile,
): Promise<Outcome<Created, Refusal<"contention">>> {
  const facts = { capabilities: [...new Set(capabilities)].toSorted(), engine, instructions };
  const sha256 = deps.secrets.sha256(JSON.stringify([facts.capabilities, engine, instructions]));
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    // Sequential on purpose: a lost race is decided anew from what won it.
    // oxlint-disable-next-line no-await-in-loop -- see above
    const head = await deps.store.read(PROFILE_HEADS, productId, headIdOf(name));
    // oxlint-disable-next-line no-await-in-loop -- see above
    const newest = head === null ? null : await findProfile(deps, { productId, ref: name });
    if (newest !== null && newest.sha256 === sha256) return done({ profile: newest, created: false });
    const version = (head?.value.version ?? 0) + 1;
    const at = { id: profileIdOf(name, version), kind: "profile", productId, name, version } as const;
    const profile: ProfileDocument = { ...at, ...facts, sha256, createdBy, createdAtMs: deps.clock.nowMs() };
    const next = { id: headIdOf(name), kind: "head", productId, name, version } as const;
    // oxlint-disable-next-line no-await-in-loop -- see above
    const result = await deps.store.commit("fleet_profiles", productId, [
      { kind: "create", doc: profile },
      head === null ? { kind: "create", doc: next } : { kind: "replace", doc: next, expected: head.version },
    ]);
    if (result.ok) return done({ profile, created: true });
  }
  return refused({ code: "contention", retryAfterMs: 1_000 });
}

/** `name@version` is one point read, `name` two. */
export async function findProfile(deps: Needs, { productId, ref }: Of): Promise<ProfileDocument | null> {
  if (ref.includes("@")) return (await deps.store.read(PROFILES, productId, ref))?.value ?? null;
  const head = await deps.store.read(PROFILE_HEADS, productId, headIdOf(ref));
  if (head === null) return null;
  return (await deps.store.read(PROFILES, productId, profileIdOf(ref, head.value.version)))?.value ?? null;
}

export async function getProfile(deps: Needs, of: Of): Promise<Outcome<ProfileDocument, Refusal<"profile-not-found">>> {
  const found = await findProfile(deps, of);
  return found === null ? refused({ code: "profile-not-found", profile: of.ref }) : done(found);
}

/** The newest of each, by name. */
export async function listProfiles(deps: Needs, productId: string): Promise<readonly ProfileDocument[]> {
  const { items } = await deps.store.query(PROFILE_HEADS, {
    partition: productId,
    where: [{ path: "kind", op: "eq", value: "head" }],
    limit: PROFILES_MAX,
  });
  const found = await Promise.all(items.map(({ value }) => findProfile(deps, { productId, ref: value.name })));
  return found.flatMap((profile) => profile ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * PF2: what the job keeps. A persona without a profile is only a name, as long as no version of it is asked for.
 */
export async function snapshotOf(
  deps: Needs,
  of: Of,
): Promise<Outcome<ProfileSnapshot | null, Refusal<"profile-not-found">>> {
  const found = await findProfile(deps, of);
  if (found !== null) return done(snapshotView(found));
  return of.ref.includes("@") ? refused({ code: "profile-not-found", profile: of.ref }) : done(null);
}

export const snapshotView = (profile: ProfileDocument): ProfileSnapshot => ({
  profileId: profile.name,
  version: profile.version,
  sha256: profile.sha256,
  capabilities: profile.capabilities,
  engine: profile.engine,
  instructions: profile.instructions,
});
