import { build } from "esbuild";

/** The Functions app is one file: a cold start reads it once instead of 19,000 files of node_modules. */
await build({
  entryPoints: ["src/functions/main.ts"],
  outfile: "dist/functions/main.mjs",
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  conditions: ["source"],
  sourcemap: true,
  // The host supplies it; some packages still call require.
  external: ["@azure/functions-core"],
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  logLevel: "warning",
});
