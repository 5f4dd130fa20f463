import * as z from "zod";
import { ProfileFacts, ProfileName, ProfileRef, ProfileSnapshot } from "#contract/documents/profile-document.ts";
import { defineRoutes } from "#contract/route.ts";
import { Timestamp } from "#contract/time.ts";

const READERS = ["viewer", "operator", "admin", "factory"] as const;
const Profile = ProfileSnapshot.extend({ createdBy: z.string(), createdAt: Timestamp }).meta({ id: "Profile" });

export const PROFILE_ROUTES = defineRoutes({
  createProfile: {
    method: "POST",
    path: "/api/fleet/profiles",
    tag: "Profiles",
    summary: "Write the next version of a profile. What is as it was stays the version that it is.",
    access: ["operator", "admin"],
    body: ProfileFacts.extend({ name: ProfileName }).meta({ id: "CreateProfile" }),
    ok: z.object({ profile: Profile, created: z.boolean() }),
    statuses: [201, 200],
    problems: ["contention"],
  },
  listProfiles: {
    method: "GET",
    path: "/api/fleet/profiles",
    tag: "Profiles",
    summary: "The newest version of every profile, by name",
    access: READERS,
    ok: z.object({ items: z.array(Profile) }),
    problems: [],
  },
  getProfile: {
    method: "GET",
    path: "/api/fleet/profiles/{profileId}",
    tag: "Profiles",
    summary: "One profile: name@version for that version, name for the newest",
    access: READERS,
    params: z.strictObject({ profileId: ProfileRef }),
    ok: z.object({ profile: Profile }),
    problems: ["profile-not-found"],
  },
});
