import * as z from "zod";

const ACTOR_KINDS = ["factory", "operator", "system"] as const;

/** Who did it, as it stands in every event: a factory id, a token's name, or the part of the system that acted. */
export const Actor = z.object({ kind: z.enum(ACTOR_KINDS), id: z.string().min(1).max(120) }).meta({ id: "Actor" });
export type Actor = z.infer<typeof Actor>;
