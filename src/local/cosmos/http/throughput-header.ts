import { isJsonObject, parseJson } from "#local/cosmos/json.ts";
import { badRequest, type Refusal } from "#local/cosmos/refusal.ts";
import { type Json } from "#local/cosmos/sql/value.ts";
import { type Throughput } from "#local/cosmos/engine/container.ts";
import { type CosmosRequest } from "./request.ts";

const RU_MAX = 1_000_000;

const isRu = (value: Json | undefined): value is number =>
  typeof value === "number" && Number.isInteger(value) && value > 0 && value <= RU_MAX;

const invalid = (): Refusal => badRequest("The offer throughput is not valid.");

/** The throughput that a new container or database is to have: manual, autoscale, or null for none of its own. */
export function throughputOfHeaders(request: CosmosRequest): Throughput | null | Refusal {
  const autoscale = request.header("x-ms-cosmos-offer-autopilot-settings");
  if (autoscale !== null) {
    const settings = parseJson(autoscale);
    const max = isJsonObject(settings) ? settings["maxThroughput"] : undefined;
    return isRu(max) ? { ruPerSecond: max, autoscale: true } : invalid();
  }
  const manual = request.header("x-ms-offer-throughput");
  if (manual === null || manual === "") return null;
  return isRu(Number(manual)) ? { ruPerSecond: Number(manual), autoscale: false } : invalid();
}

/** The throughput that an offer's body asks for, in either form. */
export function throughputOfOffer(content: Json | undefined): Throughput | Refusal {
  if (!isJsonObject(content)) return invalid();
  const settings = content["offerAutopilotSettings"];
  const max = isJsonObject(settings) ? settings["maxThroughput"] : undefined;
  if (isRu(max)) return { ruPerSecond: max, autoscale: true };
  const manual = content["offerThroughput"];
  return isRu(manual) ? { ruPerSecond: manual, autoscale: false } : invalid();
}
