import { build } from 'esbuild';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bundles a TypeScript entry point of this folder (or an absolute path) for `fork`. @returns the path of the bundle. */
export async function bundleForFork(entry: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mend-fork-'));
  const outfile = join(folder, 'child.cjs');
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
