import { type Manifest } from "#contract/manifest/manifest.ts";

type Tailoring = { readonly suffix: string; readonly repoUrl: string; readonly keys: ReadonlySet<string> };

/**
 * The manifest for one run of the demo: its own repository, and keys of its own, so that the same files make new jobs
 * each time. References to other example jobs follow; references to anything else stay as they are.
 */
export function tailorManifest(manifest: Manifest, { suffix, repoUrl, keys }: Tailoring): Manifest {
  const renamed = (ref: string): string => (keys.has(ref) ? `${ref}-${suffix}` : ref);
  const { key, parent, repo } = manifest;
  return {
    ...manifest,
    deps: manifest.deps.map(renamed),
    ...(key === undefined ? {} : { key: renamed(key) }),
    ...(parent === undefined ? {} : { parent: renamed(parent) }),
    ...(repo === undefined ? {} : { repo: { ...repo, url: repoUrl } }),
  };
}
