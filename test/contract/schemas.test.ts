import fc from "fast-check";
import { expect, test } from "vitest";
import { Capabilities, CAPABILITIES_MAX, Capability } from "#contract/capability.ts";
import { CheckpointInput } from "#contract/checkpoint.ts";
import { groupBy } from "#contract/group-by.ts";
import { FactoryId, IdempotencyKey, JobId, ProductId, RunId, runIdOf } from "#contract/id.ts";
import { MICRO_USD_MAX, microUsdToUsd, MicroUsd, Usd, usdToMicroUsd } from "#contract/money.ts";
import { PageQuery } from "#contract/page.ts";
import { PRIORITIES, priorityRank } from "#contract/priority.ts";
import { EpochMs, Timestamp, toTimestamp } from "#contract/time.ts";
import { parseCapability } from "#scheduler/index.ts";
import { jobIdOf, SHA } from "../support/ids.ts";

type Schema = { safeParse(data: unknown): { readonly success: boolean } };
const ULID = "01JZ8Y3V6W9Q4T7R2M5N8P0XKC";
/** What a schema does not take of the good values and takes of the bad: nothing, when it is right. */
const mistakes = (schema: Schema, good: readonly unknown[], bad: readonly unknown[]): readonly unknown[] => [
  ...good.filter((value) => !schema.safeParse(value).success),
  ...bad.filter((value) => schema.safeParse(value).success),
];

test("[CT1] ids are prefixed ULIDs in capitals, and a run's id names its job and its epoch", () => {
  const wrong = [
    "",
    ULID,
    `job_${ULID}x`,
    `job_${ULID.toLowerCase()}`,
    `job_${ULID.slice(1)}`,
    `job_${"I".repeat(26)}`,
  ];
  expect(mistakes(JobId, [`job_${ULID}`], [...wrong, `fac_${ULID}`, `job_${ULID}\n`])).toEqual([]);
  expect(mistakes(FactoryId, [`fac_${ULID}`], [`job_${ULID}`])).toEqual([]);
  expect(
    mistakes(
      RunId,
      [`run_${ULID}_1`, `run_${ULID}_120`],
      [`run_${ULID}`, `run_${ULID}_0`, `run_${ULID}_01`, `run_${ULID}_-1`],
    ),
  ).toEqual([]);
  expect(RunId.parse(runIdOf(`job_${ULID}`, 7))).toBe(`run_${ULID}_7`);
});

test("[CT1] keys and products are short, plain, and safe in a path, a query and a document id", () => {
  expect(
    mistakes(
      IdempotencyKey,
      ["a", "A-1._~z", "k".repeat(80)],
      ["", "k".repeat(81), ".a", "-a", "a b", "a/b", "a:b", "a?b", "a#b", "ä", "a\n", "a%"],
    ),
  ).toEqual([]);
  expect(
    mistakes(
      ProductId,
      ["a", "shop-2", `a${"b".repeat(38)}`],
      ["", "2shop", "-a", "Shop", "a_b", "a.b", `a${"b".repeat(39)}`, "a\n"],
    ),
  ).toEqual([]);
});

test("[CT2] a capability is namespace:value in lower case, and the contract and the scheduler agree on it", () => {
  expect(
    mistakes(
      Capability,
      ["os:linux", "node:22", "has:docker", "a-b:1.2_3+4-5", `n:${"v".repeat(78)}`],
      [
        "",
        "os",
        "os:",
        ":linux",
        "OS:linux",
        "os:Linux",
        "os: linux",
        "1os:x",
        "os:linux:x",
        `n:${"v".repeat(79)}`,
        "os:linux\n",
      ],
    ),
  ).toEqual([]);
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z0-9:._+-]{0,12}$/)), (text) => {
      expect(Capability.safeParse(text).success).toBe(parseCapability(text) !== null);
    }),
  );
  const many = Array.from({ length: CAPABILITIES_MAX + 1 }, (_, n) => `n:${n}`);
  expect(mistakes(Capabilities, [[], many.slice(1)], [many])).toEqual([]);
});

test("[CT3] money is dollars on the wire and whole micro-dollars at rest, and the way there and back loses nothing", () => {
  expect(mistakes(Usd, [0, 0.1, 1e9], [-0.01, 1e9 + 1, Number.NaN, Number.POSITIVE_INFINITY, "1", null])).toEqual([]);
  expect(mistakes(MicroUsd, [0, MICRO_USD_MAX], [-1, 0.5, MICRO_USD_MAX + 1])).toEqual([]);
  expect(usdToMicroUsd(0.1) + usdToMicroUsd(0.2)).toBe(usdToMicroUsd(0.3));
  fc.assert(
    fc.property(fc.integer({ min: 0, max: MICRO_USD_MAX }), (microUsd) => {
      expect(usdToMicroUsd(microUsdToUsd(microUsd))).toBe(microUsd);
    }),
  );
});

test("[CT4] time is UTC with milliseconds on the wire and an integer at rest", () => {
  expect(
    mistakes(
      Timestamp,
      ["2026-07-01T12:00:00.000Z"],
      ["2026-07-01", "2026-07-01T12:00:00Z", "2026-07-01T12:00:00.000+02:00", "2026-07-01T12:00:00.000Z\n", 0, null],
    ),
  ).toEqual([]);
  expect(mistakes(EpochMs, [0, 8_640_000_000_000_000], [-1, 0.5, 8_640_000_000_000_001])).toEqual([]);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (ms) => {
      expect(Date.parse(Timestamp.parse(toTimestamp(ms)))).toBe(ms);
    }),
  );
});

test("[CT5] a page is between 1 and 200 long and asked for in text", () => {
  expect(PageQuery.parse({})).toEqual({ limit: 50 });
  expect(PageQuery.parse({ limit: "200", cursor: "c" })).toEqual({ limit: 200, cursor: "c" });
  expect(
    mistakes(
      PageQuery,
      [{ limit: "1" }],
      [{ limit: "0" }, { limit: "201" }, { limit: "1.5" }, { limit: "x" }, { limit: "" }],
    ),
  ).toEqual([]);
});

test("[CT6] a checkpoint names a whole commit, and a priority its rank", () => {
  const checkpoint = { branch: "b", sha: SHA, engine: "shell", sessionRef: null, summary: "" };
  expect(
    mistakes(
      CheckpointInput,
      [checkpoint],
      [
        { ...checkpoint, sha: "abc" },
        { ...checkpoint, sha: SHA.toUpperCase() },
      ],
    ),
  ).toEqual([]);
  expect(PRIORITIES.map(priorityRank)).toEqual([0, 1, 2, 3]);
});

test("[CT6] things are grouped in the order in which they come", () => {
  const ids = [jobIdOf(1), jobIdOf(2), jobIdOf(1)];
  expect([...groupBy(ids.entries(), ([, id]) => id)]).toEqual([
    [
      jobIdOf(1),
      [
        [0, jobIdOf(1)],
        [2, jobIdOf(1)],
      ],
    ],
    [jobIdOf(2), [[1, jobIdOf(2)]]],
  ]);
});
