import { describe, expect, it } from 'vitest';
import { SurvivalMaps } from './maps';

const document = 'file:///a.md';
const block = (start: number, ...hashes: string[]) => ({
  start,
  hashes,
  ranges: hashes.map((_, index) => ({ start: start + index * 10, end: start + index * 10 + 9 })),
});

describe('SurvivalMaps', () => {
  it('shows what is found as it comes, and tells of it', () => {
    const maps = new SurvivalMaps();
    const changed: string[] = [];
    maps.onDidChange((uri) => changed.push(uri));
    maps.begin(document, block(0, 'a', 'b'));
    maps.add(document, [{ index: 1, verdict: 'kept' }]);
    expect([...(maps.of(document)?.each.keys() ?? [])]).toEqual([1]);
    expect(changed).toEqual([document, document]);
    expect(maps.isAnyShown).toBe(true);
  });

  it('moves with its block', () => {
    const maps = new SurvivalMaps();
    maps.begin(document, block(0, 'a', 'b'));
    maps.add(document, [{ index: 0, verdict: 'kept' }]);
    maps.follow(document, [block(0, 'x'), block(50, 'a', 'b'), block(500, 'a', 'b')]);
    expect(maps.of(document)).toMatchObject({ start: 50, ranges: [{ start: 50 }, { start: 60 }] });
    expect(maps.of(document)?.each.size).toBe(1);
  });

  it('vanishes when a demonstration is changed, or when it is cleared', () => {
    const maps = new SurvivalMaps();
    maps.begin(document, block(0, 'a', 'b'));
    maps.follow(document, [block(0, 'a', 'changed')]);
    expect(maps.of(document)).toBeUndefined();
    maps.begin(document, block(0, 'a'));
    maps.clear();
    expect(maps.isAnyShown).toBe(false);
    maps.add(document, [{ index: 0, verdict: 'kept' }]);
    expect(maps.of(document)).toBeUndefined();
  });

  it('keeps the results found last', () => {
    const maps = new SurvivalMaps();
    const result = { each: [], vectors: 1, pinnedTokens: 0, milliseconds: 1 };
    for (let number = 0; number <= 50; number++) maps.keep(String(number), result);
    expect(maps.result('0')).toBeUndefined();
    expect(maps.result('1')).toBe(result);
  });
});
