import { describe, expect, it } from 'vitest';
import type { TokenReport } from '../../engine/methods';
import { inWords, sentence } from '../../shared/sentence';
import { type BlockFacts, lensTitle, lensTooltip, tokenLabel, tokenTooltip } from './title';

const english = (template: string, ...values: (string | number)[]) => inWords(sentence(template, ...values));
const report = (used: number): TokenReport => ({ each: [], total: 903, budget: 1000, used });

describe('the lens', () => {
  it.each<[string, BlockFacts]>([
    [
      '16 demonstrations, 903 tokens → 100 vectors, fresh',
      { demonstrations: 16, report: report(16), state: 'fresh', vectors: 100 },
    ],
    [
      '16 demonstrations, 903 tokens → 16 vectors, stale',
      { demonstrations: 16, report: report(16), state: 'stale', vectors: 16 },
    ],
    [
      '16 demonstrations (12 fit), 903 tokens → 100 vectors, not compressed',
      { demonstrations: 16, report: report(12), state: 'notCompressed', vectors: 100 },
    ],
    ['2 demonstrations → not compressed', { demonstrations: 2, state: 'notCompressed' }],
    [
      '2 demonstrations → 8 vectors for tiny-t5, fresh',
      { demonstrations: 2, state: 'fresh', vectors: 8, otherTarget: 'tiny-t5' },
    ],
    [
      '2 demonstrations → 8 vectors for tiny-t5, stale',
      { demonstrations: 2, state: 'stale', vectors: 8, otherTarget: 'tiny-t5' },
    ],
  ])('says %s', (title, facts) => {
    expect(lensTitle(facts, english)).toBe(title);
  });

  it('explains the state', () => {
    expect(lensTooltip({ state: 'fresh' }, 'a.mend.safetensors', english)).toMatch(
      /^a\.mend\.safetensors was made from exactly/,
    );
    expect(lensTooltip({ state: 'stale' }, 'a.mend.safetensors', english)).toMatch(
      /changed since a\.mend\.safetensors was made/,
    );
    expect(lensTooltip({ state: 'notCompressed' }, undefined, english)).toMatch(/^No vector file/);
  });

  it('is put into other words by who translates', () => {
    const shouting = (template: string, ...values: (string | number)[]) =>
      english(template.toUpperCase(), ...values);
    expect(lensTitle({ demonstrations: 2, state: 'notCompressed' }, shouting)).toBe(
      '2 DEMONSTRATIONS → NOT COMPRESSED',
    );
  });
});

describe('the hint', () => {
  it.each([
    [57, 'whole', '57 tokens', /^Tokens of this demonstration, as m reads it/],
    [1, 'whole', '1 token', /^Tokens/],
    [60, 'cut', '60 tokens, cut', /cut on the right/],
    [60, 'dropped', '60 tokens, does not fit', /does not read .* its 1000 tokens/],
  ] as const)('of %s tokens that are %s is "%s"', (tokens, fate, label, tooltip) => {
    expect(tokenLabel({ tokens, fate }, english)).toBe(label);
    expect(tokenTooltip({ tokens, fate }, 1000, 'm', english)).toMatch(tooltip);
  });
});
