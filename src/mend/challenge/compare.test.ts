import { describe, expect, it } from 'vitest';
import { inWords } from '../../shared/sentence';
import { type ChallengeArm, ofEachArm } from './arms';
import { figuresOf } from './compare';
import { challengeReport, outcome } from './report';
import type { SeedAnswers } from './run';

const QUERIES = 40;
const answers = Array.from({ length: QUERIES }, (_, index) => (index % 2 === 0 ? 'p' : 'n'));

/** Answers of which an arm has so many right, the first ones; of `full ICL` the last ones. */
function seed(number: number, right: Partial<Record<ChallengeArm, number>>): SeedAnswers {
  const predictions = (arm: ChallengeArm): string[] => {
    const count = right[arm] ?? QUERIES / 2;
    return answers.map((answer, index) => {
      const isRight = arm === 'full ICL' ? index >= QUERIES - count : index < count;
      return isRight ? answer : answer === 'p' ? 'n' : 'p';
    });
  };
  return {
    seed: number,
    demonstrations: 16,
    queries: answers.map((_, index) => index),
    answers,
    arms: ofEachArm((arm) => ({
      prefixTokens: arm === 'full ICL' ? 200 : 32,
      predictions: predictions(arm),
    })),
  };
}

describe('figuresOf', () => {
  const seeds = [
    seed(13, { distilled: 38, 'zero-shot': 10, 'full ICL': 40, 'nearest shots': 36 }),
    seed(21, { distilled: 30, 'zero-shot': 10, 'full ICL': 40, 'nearest shots': 31 }),
  ];
  const { arms, comparisons } = figuresOf(seeds);
  const beside = (rival: string) => comparisons.find((one) => one.rival === rival);

  it('gives the mean and the worst seed', () => {
    expect(arms.distilled.accuracy).toEqual({ mean: 0.85, worst: 0.75, each: [0.95, 0.75] });
    // 19 of 20 of either label: F1 = 2 × 19 / 40 for both.
    expect(arms.distilled.macroF1.each[0]).toBeCloseTo(0.95);
    expect([arms['full ICL'].prefixTokens, arms.distilled.prefixTokens]).toEqual([200, 32]);
  });

  it('counts what only one of two has right', () => {
    expect(beside('zero-shot')).toMatchObject({
      onlyDistilledRight: 28 + 20,
      onlyRivalRight: 0,
      finding: 'better',
    });
    expect(beside('nearest shots')).toMatchObject({
      onlyDistilledRight: 2,
      onlyRivalRight: 1,
      finding: 'noDifferenceShown',
    });
    expect(beside('zero-shot')?.difference).toBeCloseTo((28 + 20) / 80);
  });

  it('says worse where the others are ahead', () => {
    expect(beside('full ICL')).toMatchObject({ onlyDistilledRight: 0, onlyRivalRight: 2 + 10 });
    const { comparisons: worse } = figuresOf([seed(13, { distilled: 5, 'full ICL': 40 })]);
    expect(worse.find(({ rival }) => rival === 'full ICL')?.finding).toBe('worse');
    expect(worse.find(({ rival }) => rival === 'fewer shots')?.finding).toBe('worse');
  });

  it('takes the answers to one query under many seeds as one in the bootstrap', () => {
    // Two queries differ, under each of ten seeds: 20 answers of 400, p of McNemar < .001; and two queries of 40 are not much.
    const many = Array.from({ length: 10 }, (_, number) =>
      seed(number, { distilled: 22, 'fewer shots': 20 }),
    );
    const found = figuresOf(many).comparisons.find(({ rival }) => rival === 'fewer shots');
    expect(found?.mcnemar).toBeLessThan(0.001);
    expect(found?.bootstrap).toBeGreaterThan(0.05);
    expect(found?.finding).toBe('noDifferenceShown');
  });

  it('corrects for the number of comparisons', () => {
    // 7 to 0 is p = 2 / 2^7 = .016 alone, and eight times that among eight that are all alike.
    const one = figuresOf([seed(13, { distilled: 27 })]).comparisons.find(
      ({ rival }) => rival === 'fewer shots',
    );
    expect(one?.mcnemar).toBeCloseTo(8 * (2 / 2 ** 7), 2);
    expect(one?.finding).toBe('noDifferenceShown');
  });

  it('calls nothing better or worse on few queries, however large the difference', () => {
    const few = [seed(13, { distilled: 40, 'zero-shot': 0 })].map((one) => ({
      ...one,
      queries: one.queries.map((place) => place % 19),
    }));
    expect(figuresOf(few).comparisons.map(({ finding }) => finding)).toEqual(
      new Array(8).fill('noDifferenceShown'),
    );
    expect(figuresOf([seed(13, { distilled: 40, 'zero-shot': 0 })]).comparisons[0]?.finding).toBe('better');
  });

  it('is told in one sentence', () => {
    expect(inWords(outcome(comparisons))).toBe(
      'Distilled: better than zero-shot, fewer shots, random shots, mean embeddings, random vectors, compressed text; worse than full ICL; no difference shown from nearest shots.',
    );
    const same = figuresOf([seed(13, { 'full ICL': 21 })]).comparisons;
    expect(inWords(outcome(same))).toBe(
      'No difference shown between the distilled vectors and any of the others.',
    );
  });

  it('makes a report', () => {
    const report = challengeReport({ seeds, repeated: 3, split: false }, [['model', 'fake']]);
    expect(report).toContain('each of the seeds 13, 21 draws, and 40 labelled queries, of which 3 have');
    expect(report).toContain('| distilled | the distilled vectors | 85.0 | 75.0 | 85.0 | 75.0 | 32 |');
    expect(report).toMatch(
      /\| zero-shot \| \*\*better\*\* \| \+60\.0 \(\+\d+\.\d to \+\d+\.\d\) \| 48 \| 0 \| < 0\.001 \|/,
    );
    expect(report).toContain('\n- model: fake\n');
    expect(report).not.toContain('too few');
    const small = seeds.map((one) => ({ ...one, queries: one.queries.map((place) => place % 6) }));
    expect(challengeReport({ seeds: small, repeated: 0, split: true }, [])).toMatch(
      /drawn anew for each .*\n6 different queries are too few to call anything better or worse: give at least 20\./,
    );
  });
});
