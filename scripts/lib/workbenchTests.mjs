import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ensureCodeServer } from './codeServer.mjs';
import { OUTPUT, ROOT, inRoot } from './paths.mjs';
import { Failure, run } from './process.mjs';

const HARNESS = inRoot('test/harness');

/**
 * Runs the specs of test/integration inside VS Code's extension host against a VSIX.
 * `MEND_VSCODE=electron` takes a desktop VS Code, which is downloaded; the default is code-server, from npm alone.
 */
export async function runIntegration(vsix, results) {
  const electron = process.env.MEND_VSCODE === 'electron';
  const specs = specsIn('test/integration', 'out/integration', '.js');
  const runner = electron ? 'runElectron' : 'runIntegration';
  const entries = [
    ...specs.map(({ source }) => source),
    path.join(HARNESS, 'extensionHost.ts'),
    path.join(HARNESS, `${runner}.ts`),
  ];
  await bundle({ entryPoints: entries, format: 'cjs', outdir: 'out', outbase: inRoot('test') });
  const machine = electron ? {} : await environmentOfMachine();
  return start(`out/harness/${runner}.js`, { vsix, results, specs, ...machine });
}

/** Runs the specs of test/e2e, which drive VS Code in a browser with a VSIX installed. */
export async function runEndToEnd(vsix, results) {
  const specs = specsIn('test/e2e', 'out/e2e', '.mjs');
  await bundleModules([...specs.map(({ source }) => source), path.join(HARNESS, 'runE2e.ts')]);
  return start('out/harness/runE2e.mjs', { vsix, results, specs, ...(await environmentOfMachine()) });
}

/** Records scenes of VS Code with a VSIX installed; pictures and frames go to the output folder. */
export async function runRecording(vsix, scenes) {
  await bundleModules([inRoot('test/e2e/record/record.ts')]);
  const results = path.join(OUTPUT, 'recording.json');
  process.env.MEND_SCENES = scenes.join(',');
  return start('out/e2e/record/record.mjs', { vsix, results, specs: [], ...(await environmentOfMachine()) });
}

/** Split, not one bundle a module: specs and runner share the list of open workbenches. */
function bundleModules(entryPoints) {
  const outExtension = { '.js': '.mjs' };
  return bundle({
    entryPoints,
    format: 'esm',
    splitting: true,
    outExtension,
    outdir: 'out',
    outbase: inRoot('test'),
  });
}

function specsIn(folder, out, extension) {
  const names = existsSync(inRoot(folder))
    ? readdirSync(inRoot(folder)).filter((name) => name.endsWith('.test.ts'))
    : [];
  if (names.length === 0) throw new Failure(`${folder} has no *.test.ts files.`);
  return names.map((name) => ({
    source: inRoot(folder, name),
    built: inRoot(out, name.replace(/\.ts$/, extension)),
  }));
}

async function bundle(options) {
  const esbuild = await import('esbuild');
  await esbuild.build({
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    absWorkingDir: ROOT,
    ...options,
  });
}

async function environmentOfMachine() {
  const chromium = await ensureChromium();
  return { tools: await ensureCodeServer(), chromium };
}

function start(script, { vsix, results, specs, tools, chromium }) {
  if (!existsSync(vsix)) throw new Failure(`${vsix} is missing: \`npm run package\` makes it.`);
  rmSync(results, { force: true });
  mkdirSync(OUTPUT, { recursive: true });
  return run(process.execPath, ['--enable-source-maps', inRoot(script)], {
    env: {
      MEND_ROOT: ROOT,
      MEND_VSIX: vsix,
      MEND_RESULTS: results,
      MEND_OUTPUT: OUTPUT,
      MEND_SPECS: JSON.stringify(specs.map(({ built }) => built)),
      MEND_TOOLS: tools,
      MEND_CHROMIUM: chromium,
    },
  });
}
