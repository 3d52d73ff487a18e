import { describe, expect, it } from 'vitest';
import { readManifest } from './readManifest';
import { tinyFolder } from './testing/tinyModel';
import { vectorCounts } from './vectorCounts';

const tiny = await readManifest(tinyFolder('tiny-gpt2'));

describe('vectorCounts', () => {
  it('halves all that the model has where nothing was measured', () => {
    expect(vectorCounts({ ...tiny, quality: {} })).toEqual([
      { count: 8 },
      { count: 4 },
      { count: 2 },
      { count: 1 },
    ]);
  });

  it('gives the numbers that were measured, with what they keep', () => {
    const counts = [
      { vectors: 2, relativesKept: 31.5 },
      { vectors: 8, relativesKept: 90 },
    ];
    expect(vectorCounts({ ...tiny, quality: { counts } })).toEqual([
      { count: 8, kept: 90 },
      { count: 2, kept: 31.5 },
    ]);
  });

  it('says beside it what whole demonstrations keep in as many tokens', () => {
    const counts = [{ vectors: 8, relativesKept: 79, relativesFewerShots: 32.5 }];
    const kept = (relatives: unknown) => vectorCounts({ ...tiny, quality: { counts, relatives } });
    expect(kept({ zeroShot: 30, fullIcl: 40 })).toEqual([{ count: 8, kept: 79, keptByShots: 25 }]);
    for (const unknown of [undefined, null, { zeroShot: 30 }, { zeroShot: 40, fullIcl: 40 }])
      expect(kept(unknown)).toEqual([{ count: 8, kept: 79 }]);
  });

  it('leaves out what it cannot read, and more than the model has', () => {
    const counts = [
      { vectors: 'two', relativesKept: 3 },
      null,
      { vectors: 64, relativesKept: 99 },
      { vectors: 4, relativesKept: 50 },
    ];
    expect(vectorCounts({ ...tiny, quality: { counts } })).toEqual([{ count: 4, kept: 50 }]);
  });
});
