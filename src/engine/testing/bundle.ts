import { build } from 'esbuild';
import { join } from 'node:path';
import { temporaryFolder } from './temporary';

/** Bundles a TypeScript entry point of this folder (or an absolute path) for `fork`. @returns the path of the bundle. */
export async function bundleForFork(entry: string): Promise<string> {
  const outfile = join(await temporaryFolder(), 'child.cjs');
  await build({
    entryPoints: [join(__dirname, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
  });
  return outfile;
}
