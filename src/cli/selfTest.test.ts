import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createOperations } from '../engine/operations';
import type { SelfTestResult } from '../engine/selfTest/selfTest';
import { run } from './run';
import { fakeSurroundings } from './testing/fakeSurroundings';

const modelFolders = [resolve('models')];

describe('self-test', () => {
  it('passes with the embedded model in this process', async () => {
    const createEngine = () => Promise.resolve(createOperations({ threads: 1, providers: ['cpu'] }));
    const fake = fakeSurroundings('.', {}, { modelFolders, createEngine });
    const code = await run(['self-test', '--json'], fake.surroundings);
    const result = JSON.parse(fake.stdout()) as SelfTestResult;
    expect(result.steps.filter(({ ok }) => !ok)).toEqual([]);
    expect([code, result.ok]).toEqual([0, true]);
  }, 60_000);

  it('exits with 1 and one sentence where a check fails', async () => {
    const fake = fakeSurroundings(
      '.',
      {
        networkUse: () => ({ sockets: 0, lookups: 0, processes: 0 }),
        load: () => Promise.reject(new Error('No engine.')),
      },
      { modelFolders },
    );
    expect(await run(['self-test'], fake.surroundings)).toBe(1);
    expect(fake.stdout()).toContain('FAILED  The engine loads it: No engine.');
    expect(fake.stderr()).toBe('The self-test failed at “The engine loads it”: No engine.\n');
  });

  it('takes no arguments', async () => {
    const fake = fakeSurroundings('.', {}, { modelFolders });
    expect(await run(['self-test', 'x'], fake.surroundings)).toBe(2);
  });
});
