// Sets up what the tests need and runs them: node scripts/test.mjs [STEP ...]; without a step, all of them.
import { mkdirSync, rmSync } from 'node:fs';
import { OUTPUT } from './lib/paths.mjs';
import { Failure, main } from './lib/process.mjs';
import { STEPS } from './lib/steps.mjs';

await main(async () => {
  const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(STEPS);
  const unknown = names.find((name) => !(name in STEPS));
  if (unknown !== undefined)
    throw new Failure(`There is no step "${unknown}"; there are ${Object.keys(STEPS).join(', ')}.`);
  rmSync(OUTPUT, { recursive: true, force: true });
  mkdirSync(OUTPUT, { recursive: true });

  const rows = [];
  for (const name of names) rows.push(await runStep(STEPS[name]));

  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  console.log(`\n${rows.map(describe).join('\n')}\n`);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') > 0 ? 1 : 0;
});

/** A step without tests of its own (lint, build ...) counts as one; one that fails without a failed test counts as failed once. */
async function runStep({ title, setUp, run }) {
  console.log(`\n== ${title} ==`);
  const start = Date.now();
  const row = (counts) => ({ title, seconds: (Date.now() - start) / 1000, ...counts });
  try {
    for (const prepare of setUp) await prepare();
    const { code, counts } = await run();
    const { passed, failed } = counts ?? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
    return row({ passed, failed: code !== 0 && failed === 0 ? 1 : failed });
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error);
    return row({ passed: 0, failed: 1 });
  }
}

function describe({ title, passed, failed, seconds }) {
  const counts = `${String(passed).padStart(5)} passed${String(failed).padStart(5)} failed`;
  return `${title.padEnd(26)}${counts}${seconds.toFixed(0).padStart(6)} s`;
}
