/**
 * The package.json that goes out with a release: one version for all of ours, workspace ranges resolved to it, nothing that only matters here.
 *
 * @param {object} manifest package.json of one package
 * @param {{version: string, ours: Set<string>}} release the version, and the names that are published under it
 */
export function releasedManifest(manifest, { version, ours }) {
  const dependencies = Object.entries(manifest.dependencies ?? {}).map(([name, range]) => [
    name,
    ours.has(name) ? version : range,
  ]);
  return {
    ...manifest,
    version,
    dependencies: dependencies.length > 0 ? Object.fromEntries(dependencies) : undefined,
    devDependencies: undefined,
    scripts: undefined,
  };
}
