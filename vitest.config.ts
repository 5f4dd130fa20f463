import { defineConfig } from "vitest/config";

const project = (name: string, include: string[], exclude: string[] = [], testTimeoutMs = 10_000) => ({
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"] } },
  test: { name, include, exclude, testTimeout: testTimeoutMs, hookTimeout: testTimeoutMs },
});

/** Tests that host the function app run the bundle of the present source, and Node loads it as it loads it in Azure. */
const bundled = (of: ReturnType<typeof project>) => ({
  ...of,
  test: {
    ...of.test,
    globalSetup: ["test/support/build-bundle.ts"],
    // Real processes, sockets and disks on a busy machine: one more try, so that a red run means a fault.
    retry: 1,
    server: { deps: { external: [/\/dist\/functions\//] } },
  },
});

// oxlint-disable-next-line import/no-default-export -- vitest reads the configuration from the default export
export default defineConfig({
  test: {
    // The default reporter prints failures with a function that Node 20 does not have.
    reporters: Number(process.versions.node.split(".")[0]) < 21 ? ["tap-flat"] : ["default"],
    // Two cores: one file more would only make the timings of the others worse.
    maxWorkers: 2,
    coverage: {
      provider: "v8",
      include: ["src/scheduler/**", "src/domain/**", "src/contract/**"],
    },
    projects: [
      project("unit", [
        "test/{scheduler,contract,domain,application,client,factory,cli,repository}/**/*.test.ts",
        "test/dashboard/{data,format,routes}/**/*.test.ts",
      ]),
      bundled(project("adapters", ["test/{adapters,contracts,functions,local}/**/*.test.ts"], [], 60_000)),
      project("simulation", ["test/simulation/**/*.test.ts"], [], 300_000),
      bundled(project("e2e", ["test/e2e/**/*.test.ts", "test/dashboard/browser/**/*.test.ts"], [], 300_000)),
    ],
  },
});
