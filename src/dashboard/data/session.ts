import { signal } from "@preact/signals";

const TOKEN_KEY = "agent-gigafactory.token";
const PRODUCT_KEY = "agent-gigafactory.product";

/** Where the sign-in stands: the sentence says why the form is shown again. */
export const token = signal<string | null>(null);
export const signInSentence = signal<string | null>(null);

/** The token and the product that a printed link carries behind `#`, which never reaches a server. */
export function readFragment(hash: string): { readonly token: string | null; readonly productId: string | null } {
  const values = new URLSearchParams(hash.replace(/^#/, ""));
  return { token: values.get("token"), productId: values.get("product") };
}

/** Takes the token out of the address at once, so that neither history nor a shared screen keeps it. */
export function startSession(): void {
  const fragment = readFragment(location.hash);
  if (fragment.token !== null && fragment.token !== "") {
    history.replaceState(null, "", `${location.pathname}${location.search}`);
    sessionStorage.setItem(TOKEN_KEY, fragment.token);
    if (fragment.productId !== null) rememberProduct(fragment.productId);
  }
  token.value = sessionStorage.getItem(TOKEN_KEY);
}

export function signIn(text: string): void {
  sessionStorage.setItem(TOKEN_KEY, text);
  signInSentence.value = null;
  token.value = text;
}

/** Forgets the token; `sentence` tells why, or null when the reader asked for it. */
export function signOut(sentence: string | null): void {
  sessionStorage.removeItem(TOKEN_KEY);
  sessionStorage.removeItem(PRODUCT_KEY);
  signInSentence.value = sentence;
  token.value = null;
}

export const rememberedProduct = (): string | null => sessionStorage.getItem(PRODUCT_KEY);
export const rememberProduct = (productId: string): void => sessionStorage.setItem(PRODUCT_KEY, productId);
