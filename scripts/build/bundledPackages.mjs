import { readFileSync } from 'node:fs';
import { inRoot } from '../lib/paths.mjs';

/** The folders of the npm packages whose code the last build put into dist/, sorted by name. */
export function bundledPackages() {
  const files = JSON.parse(readFileSync(inRoot('out/bundled.json'), 'utf8'));
  const names = files
    .map((file) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0])
    .filter((name) => name !== undefined);
  return [...new Set(names)].sort().map((name) => inRoot(name));
}
