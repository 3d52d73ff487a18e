import { describe, expect, it } from 'vitest';
import { FetchProgress } from './fetchProgress';

describe('FetchProgress', () => {
  it('says which file comes, how much there is, and how fast, no more than four times a second', () => {
    let now = 0;
    const said: string[] = [];
    const progress = new FetchProgress(
      10_000_000,
      ({ message, fraction }) => said.push(`${message} ${fraction}`),
      () => now,
    );
    progress.file('model.safetensors');
    for (; now <= 1000; now += 125) progress.add(125_000);
    expect(said).toEqual([
      'model.safetensors: 125 kB of 10 MB 0.0125',
      'model.safetensors: 375 kB of 10 MB, 1 MB/s 0.0375',
      'model.safetensors: 625 kB of 10 MB, 1 MB/s 0.0625',
      'model.safetensors: 875 kB of 10 MB, 1 MB/s 0.0875',
      'model.safetensors: 1.13 MB of 10 MB, 1 MB/s 0.1125',
    ]);
  });

  it('names no speed when it goes backwards, and stays within its bounds', () => {
    let now = 0;
    const said: [string, number][] = [];
    const progress = new FetchProgress(
      100,
      ({ message, fraction }) => said.push([message, fraction]),
      () => now,
    );
    progress.add(80);
    now += 500;
    progress.add(-80);
    now += 500;
    progress.add(200);
    progress.say('the hub asks to wait');
    expect(said.map(([, fraction]) => fraction)).toEqual([0.8, 0, 1, 1]);
    expect(said[1]?.[0]).toBe(': 0 bytes of 100 bytes');
    expect(said.at(-1)?.[0]).toBe('the hub asks to wait');
  });

  it('forgets the speed of long ago', () => {
    let now = 0;
    let last = '';
    const progress = new FetchProgress(
      1e9,
      ({ message }) => (last = message),
      () => now,
    );
    progress.add(500_000_000);
    for (let step = 0; step < 20; step++) {
      now += 1000;
      progress.add(1000);
    }
    expect(last).toMatch(/, 1 kB\/s$/);
  });
});
