// Lints TypeScript, scripts and, where its environment is set up, Python: node scripts/lint.mjs [--fix]
import path from 'node:path';
import { ensureNpmPackages } from './lib/npm.mjs';
import { inRoot } from './lib/paths.mjs';
import { main, run } from './lib/process.mjs';
import { existingPython } from './lib/python.mjs';

const fix = process.argv.includes('--fix');
const npmBin = (name) => inRoot('node_modules/.bin', name);

await main(async () => {
  await ensureNpmPackages();
  const codes = [
    await run(npmBin('prettier'), [fix ? '--write' : '--check', '--log-level=warn', '.']),
    await run(npmBin('eslint'), ['--max-warnings=0', ...(fix ? ['--fix'] : []), '.']),
    await python(),
  ];
  return codes.some((code) => code !== 0) ? 1 : 0;
});

/** ruff comes with the environment of training/, which is too large to set up for a look at TypeScript. */
async function python() {
  const interpreter = process.env.MEND_PYTHON ?? existingPython();
  if (interpreter === undefined) {
    console.log('Python is not linted: `npm run test:training` sets up what that needs.');
    return 0;
  }
  const ruff = path.join(path.dirname(interpreter), 'ruff');
  if (!fix) return run(ruff, ['check', 'training']);
  return (await run(ruff, ['check', '--fix', 'training'])) || run(ruff, ['format', 'training']);
}
