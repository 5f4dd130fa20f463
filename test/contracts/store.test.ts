import { createMemoryStore } from "#adapters/memory/memory-store.ts";
import { openCosmosStore } from "./open-cosmos-store.ts";
import { describeStoreContract } from "./store-contract.ts";

describeStoreContract("in memory", () =>
  Promise.resolve({ store: createMemoryStore(), close: () => Promise.resolve() }),
);
describeStoreContract("on Cosmos", () => openCosmosStore(1));
describeStoreContract("on Cosmos with four partitions", () => openCosmosStore(4));
