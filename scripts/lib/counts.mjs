import { existsSync, readFileSync } from 'node:fs';

/**
 * Readers of the files in which the test programs leave their counts. A missing file means that the program broke before its
 * end, whatever its exit code says, and counts as one failure.
 * @typedef {{ passed: number, failed: number }} Counts
 */
const BROKE = { passed: 0, failed: 1 };

/** @returns {Counts} from vitest's JSON reporter; a file that could not be loaded counts as a failure */
export function vitestCounts(file) {
  const report = readJson(file);
  if (report === undefined) return BROKE;
  const unloadable = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloadable.length };
}

/** @returns {Counts} from test/harness/report.ts */
export const mochaCounts = (file) => readJson(file) ?? BROKE;

/** @returns {Counts} from pytest's JUnit file; skipped tests count as neither */
export function junitCounts(file) {
  if (!existsSync(file)) return BROKE;
  const suite = /<testsuite .*?>/s.exec(readFileSync(file, 'utf8'))?.[0];
  if (suite === undefined) return BROKE;
  const attribute = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = attribute('failures') + attribute('errors');
  return { passed: attribute('tests') - failed - attribute('skipped'), failed };
}

const readJson = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);
