import { describe, expect, it } from 'vitest';
import { AnswerCache } from './answerCache';

const arm = { prediction: 'a' };
const answers = {
  arms: { zeroShot: arm, fullIcl: arm, fewerShot: arm, distilled: arm },
  fidelity: { kl: 0, top1Agreement: 1 },
  queryCut: false,
};

describe('AnswerCache', () => {
  it('knows a query by its text and options, under its subject alone', () => {
    const cache = new AnswerCache();
    cache.set('one', { input: 'q', options: ['a'] }, answers);
    expect(cache.get('one', { input: 'q', options: ['a'] })).toBe(answers);
    expect(cache.get('one', { input: 'q' })).toBeUndefined();
    expect(cache.get('one', { input: 'r', options: ['a'] })).toBeUndefined();
    expect(cache.get('two', { input: 'q', options: ['a'] })).toBeUndefined();
  });

  it('forgets the subject that was used least recently', () => {
    const cache = new AnswerCache();
    for (const subject of ['1', '2', '3', '4']) cache.set(subject, { input: 'q' }, answers);
    cache.get('1', { input: 'q' });
    cache.set('5', { input: 'q' }, answers);
    expect(['1', '2', '3', '5'].map((subject) => cache.get(subject, { input: 'q' }) !== undefined)).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
});
