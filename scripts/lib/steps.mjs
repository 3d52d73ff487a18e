import path from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ensureCodeServer } from './codeServer.mjs';
import { junitCounts, mochaCounts, vitestCounts } from './counts.mjs';
import { ensureNpmPackages } from './npm.mjs';
import { packageExtension, vsixFile } from './package.mjs';
import { OUTPUT, inRoot } from './paths.mjs';
import { run } from './process.mjs';
import { ensurePython } from './python.mjs';
import { runEndToEnd, runIntegration } from './workbenchTests.mjs';

/**
 * @typedef {{ code: number, counts?: { passed: number, failed: number } }} Outcome
 * @typedef {{ title: string, setUp: readonly (() => Promise<unknown>)[], run: () => Promise<Outcome> }} Step
 */

const result = (name) => path.join(OUTPUT, name);
const npmBin = (name) => inRoot('node_modules/.bin', name);
const workbench = [
  ensureNpmPackages,
  ...(process.env.MEND_VSCODE === 'electron' ? [] : [ensureChromium, ensureCodeServer]),
];

/** Everything that `npm test` does, in this order; each step sets up what it needs and no more. */
export const STEPS = {
  check: {
    title: 'Types',
    setUp: [ensureNpmPackages],
    run: () => plain('npm', ['run', '--silent', 'check']),
  },
  unit: { title: 'Unit and golden tests', setUp: [ensureNpmPackages], run: () => vitest('unit') },
  training: { title: 'Training', setUp: [ensurePython], run: pytest },
  // After training, whose environment brings the linter for Python.
  lint: { title: 'Lint', setUp: [ensureNpmPackages], run: () => plain('node', [inRoot('scripts/lint.mjs')]) },
  build: {
    title: 'Build',
    setUp: [ensureNpmPackages],
    run: () => plain('npm', ['run', '--silent', 'build']),
  },
  package: { title: 'Package', setUp: [ensureNpmPackages], run: packed },
  vsix: { title: 'Contents of the package', setUp: [ensureNpmPackages], run: () => vitest('package') },
  vscode: {
    title: 'Inside VS Code',
    setUp: workbench,
    run: () => workbenchTests(runIntegration, 'integration'),
  },
  e2e: { title: 'End to end', setUp: workbench, run: () => workbenchTests(runEndToEnd, 'e2e') },
};

const plain = async (command, args) => ({ code: await run(command, args) });

async function packed() {
  await packageExtension();
  return { code: 0 };
}

async function vitest(project) {
  const file = result(`${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await run(npmBin('vitest'), ['run', '--project', project, ...reporters], {
    env: { MEND_VSIX: vsixFile() },
  });
  return { code, counts: vitestCounts(file) };
}

async function pytest() {
  const python = await ensurePython();
  const file = result('training.xml');
  const code = await run(python, ['-m', 'pytest', '-q', `--junitxml=${file}`], { cwd: inRoot('training') });
  return { code, counts: junitCounts(file) };
}

async function workbenchTests(runner, name) {
  const file = result(`${name}.json`);
  const code = await runner(vsixFile(), file);
  return { code, counts: mochaCounts(file) };
}
