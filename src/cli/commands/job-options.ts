import * as z from "zod";
import { JobId } from "#contract/id.ts";

/** `<id>` of a job: checked here so that a slip is found without a round trip. */
export const ofJob = { id: JobId };
export const OfJob = z.object(ofJob);
