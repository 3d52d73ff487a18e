import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Runner } from 'mocha';

/** What a suite run came to; a missing file means that the run broke before its end. */
export interface Results {
  readonly passed: number;
  readonly failed: number;
}

/** Writes the counts of a finished mocha run where the caller sums them up. */
export function writeResults(runner: Runner, file: string): void {
  const results: Results = { passed: runner.stats?.passes ?? 0, failed: runner.stats?.failures ?? 0 };
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(results));
}
