/**
 * What onnxruntime-node's install script would download for a target, from the metadata that the script itself goes by.
 *
 * @param {{
 *   requirements: Record<string, readonly string[]>,
 *   manifests: Record<string, Record<string, { package: string, path: string }>>,
 *   packages: Record<string, { name: string, versions: readonly { feed: string, version: string }[] }>,
 *   feeds: Record<string, { type: string, index: string }>,
 * }} metadata its script/install-metadata.js
 * @param {string} target such as `linux-x64`
 * @returns {{ package: string, sources: { index: string, version: string }[], files: { name: string, path: string }[] } | undefined}
 *   the NuGet package, the feeds that may have it, and which of its files go where; undefined: nothing
 */
export function providerPackage({ requirements, manifests, packages, feeds }, target) {
  const platform = target.replace('-', '/');
  const wanted = (requirements[platform] ?? []).flatMap((name) =>
    Object.entries(manifests[`${platform}:${name}`] ?? {}),
  );
  if (wanted.length === 0) return undefined;
  const [key, ...others] = new Set(wanted.map(([, file]) => file.package));
  const { name, versions } = packages[key] ?? { versions: [] };
  const sources = versions
    .filter(({ feed }) => feeds[feed]?.type === 'nuget')
    .map(({ feed, version }) => ({ index: feeds[feed].index, version }));
  if (others.length > 0 || name === undefined || sources.length === 0)
    throw new Error(
      `onnxruntime-node installs what ${target} needs in another way than scripts/build expects.`,
    );
  const files = wanted.map(([file, { path }]) => ({ name: file.replace(/^\.\//, ''), path }));
  return { package: name, sources, files };
}
