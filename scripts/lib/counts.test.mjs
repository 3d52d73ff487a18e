import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { junitCounts, mochaCounts, vitestCounts } from './counts.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'counts-'));
const fileWith = (name, text) => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};

describe('counts of test programs', () => {
  it('counts a missing file as a failure, since its program broke', () => {
    for (const read of [junitCounts, mochaCounts, vitestCounts])
      expect(read(path.join(folder, 'missing'))).toEqual({ passed: 0, failed: 1 });
  });

  it('leaves skipped pytest tests out and counts errors as failures', () => {
    const xml =
      '<?xml version="1.0"?><testsuites><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" time="1">';
    expect(junitCounts(fileWith('a.xml', xml))).toEqual({ passed: 4, failed: 3 });
  });

  it('counts a vitest file that could not be loaded as a failure', () => {
    const testResults = [
      { status: 'passed', assertionResults: [{}, {}] },
      { status: 'failed', assertionResults: [] },
    ];
    const report = JSON.stringify({ numPassedTests: 2, numFailedTests: 0, testResults });
    expect(vitestCounts(fileWith('a.json', report))).toEqual({ passed: 2, failed: 1 });
  });
});
