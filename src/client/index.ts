/** The public face `agent-gigafactory/client`. */
export { createFleetClient, type FleetClient, type FleetReply } from "#client/fleet-client.ts";
