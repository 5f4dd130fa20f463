import * as z from "zod";

export const PRIORITIES = ["critical", "high", "normal", "low"] as const;
export const Priority = z.enum(PRIORITIES).meta({ id: "Priority" });
export type Priority = z.infer<typeof Priority>;

/** 0 is most urgent: stored beside the name because a queue is read in this order. */
export const priorityRank = (priority: Priority): number => PRIORITIES.indexOf(priority);
