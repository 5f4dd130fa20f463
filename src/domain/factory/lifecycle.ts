import { type FactoryDocument } from "#contract/documents/factory-document.ts";

/** Free to take jobs, by nobody's order. */
const FREE = { lifecycle: "active", lifecycleBy: null, lifecycleNote: null, lifecycleUntilMs: null } as const;

/** Whether an order had an end and the end has come. */
export const isOver = ({ lifecycleUntilMs }: FactoryDocument, nowMs: number): boolean =>
  lifecycleUntilMs !== null && lifecycleUntilMs <= nowMs;

/** FL2: the factory as it counts at an instant: an order whose end has come is over, whether or not that is written down. */
export const factoryAt = (factory: FactoryDocument, nowMs: number): FactoryDocument =>
  isOver(factory, nowMs) ? { ...factory, ...FREE } : factory;

export type Order = {
  readonly lifecycle: FactoryDocument["lifecycle"];
  readonly by: string;
  readonly note: string;
  readonly untilMs: number | null;
};

/** The factory under an operator's order; the order to be active clears who, why and until when. */
export const ordered = (factory: FactoryDocument, { lifecycle, by, note, untilMs }: Order): FactoryDocument =>
  lifecycle === "active"
    ? { ...factory, ...FREE }
    : {
        ...factory,
        lifecycle,
        lifecycleBy: by,
        lifecycleNote: note === "" ? null : note,
        lifecycleUntilMs: untilMs,
      };
