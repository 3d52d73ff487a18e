// Runs the benchmarks of bench/ against the current sources: npm run bench [-- NAME ...] [--model FOLDER ...]
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ensureNpmPackages } from './lib/npm.mjs';
import { inRoot } from './lib/paths.mjs';
import { main, must, run } from './lib/process.mjs';

/** Those that need gigabytes, minutes, or a GPU. */
const WHEN_NAMED = ['large', 'pins', 'preview', 'providers'];

await main(async () => {
  await ensureNpmPackages();
  await must('The build failed', process.execPath, [inRoot('esbuild.mjs'), '--production']);
  const { names: wanted, options } = splitArguments(process.argv.slice(2));
  const names = readdirSync(inRoot('bench')).filter((name) => name.endsWith('.bench.ts'));
  const isChosen = (name) => (wanted.length === 0 ? !WHEN_NAMED.includes(name) : wanted.includes(name));
  const chosen = names.filter((name) => isChosen(name.replace('.bench.ts', '')));
  return runAll(chosen, options);
});

/** Names come first; what follows is for the benchmarks themselves. */
function splitArguments(args) {
  const first = args.findIndex((arg) => arg.startsWith('-'));
  return first === -1
    ? { names: args, options: [] }
    : { names: args.slice(0, first), options: args.slice(first) };
}

async function runAll(names, options) {
  const esbuild = await import('esbuild');
  const outdir = inRoot('out/bench');
  const entryPoints = names.map((name) => inRoot('bench', name));
  await esbuild.build({
    entryPoints,
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
  for (const name of names) {
    const code = await run(process.execPath, [path.join(outdir, name.replace(/\.ts$/, '.js')), ...options]);
    if (code !== 0) return code;
  }
  return 0;
}
