import { readFileSync, rmSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { must } from './process.mjs';

const bin = (name) => inRoot('node_modules/.bin', name);

/** The VSIX that `packageExtension` writes for a platform. */
export function vsixFile(target = `${process.platform}-${process.arch}`) {
  const { name, version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  return inRoot(`${name}-${target}-${version}.vsix`);
}

/**
 * Builds the bundles for one platform without source maps and packs them.
 * @param {string} [target] as `vsce` names platforms; default: this one
 * @returns {Promise<string>} the VSIX
 */
export async function packageExtension(target = `${process.platform}-${process.arch}`) {
  const file = vsixFile(target);
  // Whatever fails below, no test may meet the package of another day.
  rmSync(file, { force: true });
  await must('The build failed', process.execPath, [
    inRoot('esbuild.mjs'),
    '--production',
    '--target',
    target,
  ]);
  await must('The third-party notices could not be written', process.execPath, [
    inRoot('scripts/notices.mjs'),
  ]);
  await must('The extension could not be packed', bin('vsce'), [
    'package',
    '--no-dependencies',
    '--no-rewrite-relative-links',
    '--target',
    target,
    '--out',
    file,
  ]);
  return file;
}
