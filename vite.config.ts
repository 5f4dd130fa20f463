import { preact } from "@preact/preset-vite";
import { defaultClientConditions, defineConfig } from "vite";

// The public pages of `yaml` are reached through the contract, yet the page never parses a manifest.
const UNUSED_WHEN_UNREFERENCED = /node_modules\/yaml\//;

// oxlint-disable-next-line import/no-default-export -- vite reads the configuration from the default export
export default defineConfig({
  root: "src/dashboard",
  base: "/app/",
  plugins: [preact()],
  resolve: { conditions: ["source", ...defaultClientConditions] },
  build: {
    outDir: "../../dist/dashboard",
    emptyOutDir: true,
    target: "es2024",
    modulePreload: { polyfill: false },
    // A data: URL would be refused by the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      treeshake: { moduleSideEffects: (id) => !UNUSED_WHEN_UNREFERENCED.test(id) },
    },
  },
});
