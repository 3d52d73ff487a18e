import { existsSync, readFileSync } from 'node:fs';
import { Failure, must } from './process.mjs';
import { inRoot } from './paths.mjs';

/** Refuses a Node that the tools do not run on, before anything fails in a stranger way. */
export function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20)
    throw new Failure(`Node ${process.version} is too old: install Node 20 or later and run this again.`);
}

/**
 * Installs node_modules from the lock file, without install scripts, unless they already are what it asks for.
 * @param {'inherit' | 'stderr'} [output]
 */
export async function ensureNpmPackages(output = 'inherit') {
  checkNode();
  if (isInstalled()) return;
  await must(
    'The npm packages could not be installed: check that npm reaches its registry, then run this again',
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { output },
  );
}

/** npm writes its hidden lock file last, so equal versions there mean a finished installation of our lock file. */
function isInstalled() {
  const hidden = inRoot('node_modules/.package-lock.json');
  if (!existsSync(hidden)) return false;
  const installed = packagesOf(hidden);
  return Object.entries(packagesOf(inRoot('package-lock.json'))).every(
    ([name, wanted]) => name === '' || wanted.optional || installed[name]?.version === wanted.version,
  );
}

const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
