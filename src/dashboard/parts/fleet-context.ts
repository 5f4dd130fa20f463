import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { type Fleet } from "#dashboard/data/fleet.ts";
import { type Identity } from "#dashboard/data/identity.ts";

/** What the signed-in part of the page shares. `productInAddress` is null while the token leaves no choice. */
export type Signed = {
  readonly fleet: Fleet;
  readonly identity: Identity;
  readonly productId: string;
  readonly productInAddress: string | null;
};

export const SignedContext = createContext<Signed | null>(null);

export function useSigned(): Signed {
  const signed = useContext(SignedContext);
  if (signed === null) throw new Error("This part is shown only to those who are signed in.");
  return signed;
}
