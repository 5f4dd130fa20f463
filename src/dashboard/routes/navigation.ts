import { signal } from "@preact/signals";
import { type Place, readPlace } from "./path-builder.ts";

const here = (): Place => readPlace(new URL(location.href));

/** The place that is shown. Only this file writes to the history. */
export const place = signal<Place>(here());

export function navigate(to: string): void {
  history.pushState(null, "", to);
  place.value = here();
  scrollTo(0, 0);
}

/** Writes the product into the address where none stands, so that going back comes back to it. */
export function nameProduct(productId: string): void {
  if (place.peek().productId === productId) return;
  const url = new URL(location.href);
  url.searchParams.set("product", productId);
  history.replaceState(null, "", url);
  place.value = here();
}

/** Turns plain clicks on links into the page into navigation without a reload; modified clicks stay the browser's. */
export function startNavigation(): void {
  addEventListener("popstate", () => {
    place.value = here();
  });
  document.addEventListener("click", (event) => {
    const to = targetOf(event);
    if (to === null) return;
    event.preventDefault();
    navigate(to);
  });
}

function targetOf(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0 || isModified(event)) return null;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link === null || link.target !== "" || link.origin !== location.origin) return null;
  const inside = link.pathname.startsWith("/app/") && link.hash === "";
  return inside ? `${link.pathname}${link.search}` : null;
}

const isModified = ({ metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean =>
  metaKey || ctrlKey || shiftKey || altKey;
