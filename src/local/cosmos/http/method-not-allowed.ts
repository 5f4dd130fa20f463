import { Refusal } from "#local/cosmos/refusal.ts";

export const methodNotAllowed = (): Refusal =>
  new Refusal(405, "MethodNotAllowed", "The requested verb is not supported.");
