import { type FleetEvent } from "#contract/fleet-event.ts";
import { type Column } from "#cli/render/table.ts";
import { stageTint } from "#cli/render/stage-tint.ts";

export const EVENT_COLUMNS: readonly Column<FleetEvent>[] = [
  { title: "SEQ", of: (event) => String(event.seq).padStart(3) },
  { title: "AT", of: (event) => event.at },
  { title: "TYPE", of: (event) => event.type },
  { title: "STAGE", of: (event) => event.stage, tint: (event) => stageTint(event.stage) },
  { title: "EPOCH", of: (event) => String(event.epoch) },
  { title: "FACTS", of: (event) => facts(event.data) },
];

const facts = (data: FleetEvent["data"]): string =>
  Object.entries(data)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
