import { type Collection } from "#application/ports/collections.ts";
import { type Query } from "#application/ports/query.ts";
import { type Store } from "#application/ports/store.ts";
import { type Write } from "#domain/operation/write.ts";
import { type Version } from "#domain/version.ts";
import * as z from "zod";

const Thing = z.object({
  id: z.string(),
  productId: z.string(),
  kind: z.literal("job"),
  stage: z.string().exactOptional(),
  priorityRank: z.number().exactOptional(),
  queuedAtMs: z.number().exactOptional(),
  submittedAtMs: z.number().exactOptional(),
  flag: z.boolean().exactOptional(),
  name: z.string().nullable().exactOptional(),
  tags: z.union([z.array(z.string()), z.string()]).exactOptional(),
  lease: z.object({ epoch: z.number(), holder: z.string(), expiresAtMs: z.number() }).nullable().exactOptional(),
});
export type Thing = z.infer<typeof Thing>;
export type Facts = Partial<Omit<Thing, "productId" | "kind">>;

export const THINGS: Collection<Thing> = { container: "fleet_jobs", schema: Thing };
const Other = z.object({ id: z.string(), kind: z.literal("seat"), productId: z.string(), seat: z.number() });
export const OTHERS: Collection<z.infer<typeof Other>> = { container: "fleet_jobs", schema: Other };

let places = 0;

/** A partition of its own for one test. */
export class Place {
  readonly partition = `p${++places}`;
  readonly #store: Store;
  constructor(store: Store) {
    this.#store = store;
  }
  thing(id: string, facts: Omit<Facts, "id"> = {}): Thing {
    return { id, productId: this.partition, kind: "job", ...facts };
  }
  read(id: string) {
    return this.#store.read(THINGS, this.partition, id);
  }
  async version(id: string): Promise<Version> {
    const found = await this.read(id);
    if (found === null) throw new Error(`${id} is not there.`);
    return found.version;
  }
  commit(...writes: Write[]) {
    return this.#store.commit("fleet_jobs", this.partition, writes);
  }
  async put(...docs: Thing[]): Promise<void> {
    const result = await this.commit(...docs.map((doc) => ({ kind: "create", doc }) as const));
    if (!result.ok) throw new Error(`Not written: ${JSON.stringify(result.conflict)}`);
  }
  async query(query: Omit<Query, "partition">): Promise<Thing[]> {
    const { items } = await this.#store.query(THINGS, { partition: this.partition, ...query });
    return items.map(({ value }) => value);
  }
  async names(): Promise<Record<string, string | null | undefined>> {
    return Object.fromEntries((await this.query({ where: [], limit: 100 })).map(({ id, name }) => [id, name]));
  }
}
