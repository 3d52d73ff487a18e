// Builds what a user runs into dist/.   node esbuild.mjs [--target linux-x64] [--watch] [--production]
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { bundles } from './scripts/build/bundles.mjs';
import { copyNative, hostTarget } from './scripts/build/native.mjs';
import { assertEngineStaysOut, bundledFiles } from './scripts/build/metafile.mjs';

const { values: options } = parseArgs({
  options: {
    target: { type: 'string', default: hostTarget() },
    watch: { type: 'boolean', default: false },
    production: { type: 'boolean', default: false },
  },
});

rmSync('dist', { recursive: true, force: true });
copyNative(options.target);
const wanted = bundles({ production: options.production });

if (options.watch) {
  const contexts = await Promise.all(
    wanted.map((bundle) => esbuild.context({ ...bundle, logLevel: 'info' })),
  );
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  const results = await Promise.all(wanted.map((bundle) => esbuild.build(bundle)));
  for (const { metafile } of results) assertEngineStaysOut(metafile);
  // For the third-party notices: which packages' code went into the bundles.
  mkdirSync('out', { recursive: true });
  writeFileSync(
    'out/bundled.json',
    JSON.stringify(results.flatMap(({ metafile }) => bundledFiles(metafile))),
  );
  chmodSync('dist/cli.js', 0o755);
}
