import { type Stage } from "#contract/stage.ts";

const CIRCLE = "M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 0 0 0-12.5Z";

/** Outlines on a grid of 16, drawn with the text's colour. */
const OUTLINES = {
  queued: "M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 0 0 0-12.5ZM8 4.75V8l2.25 1.5",
  blocked: `${CIRCLE}M6.25 6v4M9.75 6v4`,
  assigned: `${CIRCLE}M8 6.75a1.25 1.25 0 1 0 0 2.5a1.25 1.25 0 0 0 0-2.5Z`,
  building: "m9.5 3.5 3 3M2.5 13.5l6-6M7.5 4.5l1-1.5 2-.5 3 3-.5 2-1.5 1Z",
  review:
    "M1.5 8s2.4-4.25 6.5-4.25S14.5 8 14.5 8s-2.4 4.25-6.5 4.25S1.5 8 1.5 8ZM8 6.25a1.75 1.75 0 1 0 0 3.5a1.75 1.75 0 0 0 0-3.5Z",
  testing: "M6 2v4.5l-3.2 5.6A1.25 1.25 0 0 0 3.9 14h8.2a1.25 1.25 0 0 0 1.1-1.9L10 6.5V2M5 2h6M4.75 10h6.5",
  shipped: `${CIRCLE}M5.25 8.25l2 2 3.5-4`,
  failed: `${CIRCLE}M6 6l4 4M10 6l-4 4`,
  dead_letter: "M5.4 1.75h5.2l3.65 3.65v5.2l-3.65 3.65H5.4L1.75 10.6V5.4ZM8 5v3.5M8 10.75v.25",
  ok: `${CIRCLE}M5.25 8.25l2 2 3.5-4`,
  warning: "M8 2 14.5 13.5h-13ZM8 6.5v3M8 11.5v.25",
  down: `${CIRCLE}M4 12 12 4`,
  stale: `${CIRCLE}M8 4.75V8H5.5`,
  drain: "M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.75h11",
  pause: "M5.5 3v10M10.5 3v10",
  live: "M2 8h2.5L6.5 3l3 10 2-5H14",
  refresh: "M13.5 8A5.5 5.5 0 1 1 11.7 3.9M13.5 2v3h-3",
  offline: "M2 2l12 12M3 7.5A7 7 0 0 1 6.5 5.4M13 7.5a7 7 0 0 0-3-2M5.5 10a4 4 0 0 1 5 0M8 12.75v.25",
  copy: "M5.5 5.5h8v8h-8ZM10.5 5.5v-3h-8v8h3",
  back: "M9.5 3.5 5 8l4.5 4.5",
  theme: "M8 1.75a6.25 6.25 0 1 0 0 12.5ZM8 1.75a6.25 6.25 0 0 1 0 12.5",
  leave: "M6.5 2.5h-4v11h4M6 8h8M11 5l3 3-3 3",
  up: "M8 13V3M4 7l4-4 4 4",
  more: "M8 3v10M4 9l4 4 4-4",
  lease: "M5.5 7V5a2.5 2.5 0 0 1 5 0v2M3.5 7h9v6.5h-9Z",
} as const;
export type IconName = keyof typeof OUTLINES;

/** A stage has an icon of its own name. */
export const stageIcon = (stage: Stage): IconName => stage;

/** Decoration beside a text that says the same: never the only bearer of a meaning. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={OUTLINES[name]} />
    </svg>
  );
}
