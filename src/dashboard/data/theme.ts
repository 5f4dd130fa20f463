import { signal } from "@preact/signals";

const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "agent-gigafactory.theme";

export const theme = signal<Theme>("auto");

/** Takes up the reader's last choice before the first drawing. */
export function startTheme(): void {
  const stored = localStorage.getItem(KEY);
  setTheme(THEMES.find((each) => each === stored) ?? "auto");
}

export function setTheme(wanted: Theme): void {
  theme.value = wanted;
  document.documentElement.dataset["theme"] = wanted;
  if (wanted === "auto") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, wanted);
}

/** The one after it: auto, light, dark, and auto again. */
export const nextTheme = (current: Theme): Theme => THEMES[(THEMES.indexOf(current) + 1) % THEMES.length] ?? "auto";
