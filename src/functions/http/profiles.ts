import { type ProfileDocument } from "#contract/documents/profile-document.ts";
import { ROUTES } from "#contract/routes.ts";
import { toTimestamp } from "#contract/time.ts";
import { done } from "#application/outcome.ts";
import { createProfile, getProfile, listProfiles, snapshotView } from "#application/profiles/profiles.ts";
import { bind } from "#functions/bind.ts";

const profileView = (profile: ProfileDocument) => ({
  ...snapshotView(profile),
  createdBy: profile.createdBy,
  createdAt: toTimestamp(profile.createdAtMs),
});

export const PROFILE_FUNCTIONS = {
  createProfile: bind(ROUTES.createProfile, async (deps, { productId, body, principal }) => {
    const outcome = await createProfile(deps, { productId, ...body, createdBy: principal.name });
    if (!outcome.ok) return outcome;
    const { profile, created } = outcome.state;
    return { ok: true, status: created ? 201 : 200, state: { profile: profileView(profile), created } };
  }),
  listProfiles: bind(ROUTES.listProfiles, async (deps, { productId }) =>
    done({ items: (await listProfiles(deps, productId)).map(profileView) }),
  ),
  getProfile: bind(ROUTES.getProfile, async (deps, { productId, params }) => {
    const found = await getProfile(deps, { productId, ref: params.profileId });
    return found.ok ? done({ profile: profileView(found.state) }) : found;
  }),
} as const;
