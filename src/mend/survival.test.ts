import { describe, expect, it } from 'vitest';
import { measureSurvival, type Measured, type SurvivalTask } from './measureSurvival';
import { measureQuerySurvival } from './querySurvival';
import { leastEffect, type OwnAnswers, survivalOf } from './survival';
import type { Prefix } from './targetLm';
import { characters, fakeLm } from './testing/fakeLm';

const own = (
  effect: number,
  carried: number | undefined,
  fullRight = true,
  vectorsRight = true,
): OwnAnswers => ({
  fullIcl: { right: fullRight, effect },
  distilled: { right: vectorsRight, ...(carried !== undefined && { effect: carried }) },
});

describe('survivalOf', () => {
  const floor = 0.5;

  it.each([
    ['kept where two thirds are left', own(3, 2), { verdict: 'kept', survival: 2 / 3 }],
    ['partly kept where a third is', own(3, 1), { verdict: 'partly', survival: 1 / 3 }],
    ['lost where less is', own(3, 0.9), { verdict: 'lost', reason: 'effect', survival: 0.9 / 3 }],
    ['lost where the vectors work against it', own(3, -2), { verdict: 'lost', survival: 0 }],
    ['kept, not more than wholly', own(3, 9), { verdict: 'kept', survival: 1 }],
    ['without an effect below the floor', own(0.4, undefined), { verdict: 'noEffect', effect: 0.4 }],
    ['without one where it makes its own output less probable', own(-2, undefined), { verdict: 'noEffect' }],
    ['lost where the vectors answer wrongly', own(3, 3, true, false), { verdict: 'lost', reason: 'answer' }],
    ['lost by a wrong answer, however small the effect', own(0, undefined, true, false), { verdict: 'lost' }],
    ['judged by its effect where both answer wrongly', own(3, 3, false, false), { verdict: 'kept' }],
  ])('%s', (_, answers, verdict) => {
    expect(survivalOf(4, 'whole', answers, floor)).toMatchObject({ index: 4, ...verdict });
  });

  it('says nothing of a survival where there was no effect', () => {
    expect(survivalOf(0, 'whole', own(0.4, undefined), floor).survival).toBeUndefined();
  });

  it('is lost where it was cut or dropped, whatever was measured', () => {
    expect(survivalOf(0, 'cut', own(3, 3), floor)).toMatchObject({
      verdict: 'lost',
      reason: 'cut',
      effect: 3,
    });
    expect(survivalOf(0, 'cut', undefined, floor)).toEqual({ index: 0, verdict: 'lost', reason: 'cut' });
    expect(survivalOf(0, 'dropped', undefined, floor)).toEqual({
      index: 0,
      verdict: 'lost',
      reason: 'dropped',
    });
  });

  it('is text where it is pinned', () => {
    expect(survivalOf(7, 'text', undefined, floor)).toEqual({ index: 7, verdict: 'text' });
  });
});

describe('leastEffect', () => {
  it('is three times what leaving out any text changes, and a tenth of a nat at least', () => {
    expect(leastEffect([0.2, -0.3, 0.25])).toBeCloseTo(0.75, 12);
    expect(leastEffect([0.01, 0, -0.01])).toBe(0.1);
    expect(leastEffect([])).toBe(0.1);
  });
});

/** Copies: behind `x:` it expects what stood behind `x:` before, and is sure of it by `sure` nats; tokens are characters. */
const sure = 5;
const copier = fakeLm((read) => {
  const [asked] = read.slice(-2);
  const at = read.findIndex(
    (token, index) => token === asked && read[index + 1] === 58 && index < read.length - 2,
  );
  const logits = new Array<number>(128).fill(0);
  const copied = at < 0 ? undefined : read[at + 2];
  if (copied !== undefined) logits[copied] = sure;
  return logits;
});

const demonstrations = ['a1', 'b2', 'c1', 'd2', 'a1'].map((pair) => ({
  input: pair.slice(0, 1),
  output: pair.slice(1),
}));
const codesOf = (letters: string): number[] => Array.from(letters, (letter) => letter.codePointAt(0) ?? 0);
const spelled = (kept: readonly number[]): number[] =>
  codesOf(kept.map((index) => `${demonstrations[index]?.input}:${demonstrations[index]?.output}.`).join(''));

/** "Vectors" that hold the demonstrations `held`, word for word. */
function taskOf(held: readonly number[], released: unknown[] = []): SurvivalTask {
  const without = (all: readonly number[], left: readonly number[]): Promise<Prefix> =>
    copier.prefillTokens(spelled(all.filter((index) => !left.includes(index))));
  return {
    demonstrations,
    commonOptions: ['1', '2'],
    fullIcl: (left) => without([0, 1, 2, 3, 4], left),
    distilled: (left) => without(held, left),
    release: (prefix) => void released.push(prefix),
  };
}

async function measure(task: SurvivalTask): Promise<{ found: Measured[]; shares: number[] }> {
  const found: Measured[] = [];
  const shares: number[] = [];
  const limits = { demonstrationTokens: 100, exampleTokens: 20 };
  const listener = {
    found: (one: Measured) => void found.push(one),
    done: (share: number) => void shares.push(share),
  };
  await measureSurvival(copier, characters, limits, task, listener);
  return { found, shares };
}

describe('measureSurvival', () => {
  it('finds the demonstrations that the vectors hold kept and the others lost', async () => {
    const { found } = await measure(taskOf([0, 3, 4]));
    const verdicts = found.map(({ index, own: answers, floor }) =>
      survivalOf(index, 'whole', answers, floor),
    );
    const byIndex = [...verdicts].sort((a, b) => a.index - b.index);
    expect(byIndex.map(({ verdict }) => verdict)).toEqual(['kept', 'lost', 'lost', 'kept', 'kept']);
    // Sure of one of two options by 5 nats, against none.
    expect(byIndex[1]?.effect).toBeCloseTo(Math.log(2) - Math.log(1 + Math.exp(-sure)), 5);
    expect(byIndex[1]?.carried).toBeCloseTo(0, 9);
  });

  it('leaves out repeats together, since each alone would leave the other', async () => {
    const { found } = await measure(taskOf([0, 1, 2, 3, 4]));
    const repeated = found.filter(({ index }) => index === 0 || index === 4);
    expect(repeated.map(({ own: answers }) => answers.fullIcl.effect)).toEqual([
      expect.closeTo(0.6864, 3),
      expect.closeTo(0.6864, 3),
    ]);
  });

  it('sees no effect where full ICL answers as well without', async () => {
    const task = taskOf([0, 1, 2, 3, 4]);
    const { found } = await measure({ ...task, fullIcl: () => copier.prefillTokens(codesOf('zz')) });
    expect(found.every(({ own: answers }) => answers.fullIcl.effect === 0)).toBe(true);
    expect(found.every(({ own: answers }) => answers.distilled.effect === undefined)).toBe(true);
  });

  it('makes as many prefixes as it needs, releases them all, and tells how far it is', async () => {
    const released: unknown[] = [];
    const { shares } = await measure(taskOf([0], released));
    // All, and 4 that differ, in both ways.
    expect(released).toHaveLength(2 * (1 + 4));
    expect(shares.at(-1)).toBe(1);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
  });

  it('asks open answers among the other outputs', async () => {
    const { found } = await measure({ ...taskOf([0, 3, 4]), commonOptions: undefined });
    expect(found.find(({ index }) => index === 0)?.own.distilled.right).toBe(true);
    expect(found.find(({ index }) => index === 1)?.own).toMatchObject({
      fullIcl: { right: true },
      distilled: { right: false },
    });
  });

  it('stops when it is cancelled, and releases what it had', async () => {
    const controller = new AbortController();
    const released: unknown[] = [];
    const task = taskOf([0], released);
    const cancelling: SurvivalTask = {
      ...task,
      fullIcl: (left) => {
        if (left.length > 0) controller.abort();
        return task.fullIcl(left);
      },
    };
    const listener = { found: () => undefined, done: () => undefined };
    const limits = { demonstrationTokens: 100, exampleTokens: 20 };
    await expect(
      measureSurvival(copier, characters, limits, cancelling, listener, controller.signal),
    ).rejects.toMatchObject({ code: 'cancelled' });
    expect(released).toHaveLength(3);
  });
});

describe('measureQuerySurvival', () => {
  const limits = { demonstrationTokens: 100, exampleTokens: 20 };
  const measureOn = async (
    task: SurvivalTask,
    queries: readonly { input: string; output?: string; options?: readonly string[] }[],
  ): Promise<ReturnType<typeof survivalOf>[]> => {
    const found: Measured[] = [];
    const shares: number[] = [];
    const listener = {
      found: (one: Measured) => void found.push(one),
      done: (share: number) => void shares.push(share),
    };
    await measureQuerySurvival(copier, characters, limits, { ...task, queries }, listener);
    expect(shares.at(-1)).toBe(1);
    expect(found.every(({ probes }) => probes === 'queries')).toBe(true);
    return found
      .map(({ index, own: answers, floor }) => survivalOf(index, 'whole', answers, floor))
      .sort((a, b) => a.index - b.index);
  };

  it('finds an effect on what is asked alone, and whether the vectors carry it', async () => {
    const verdicts = await measureOn(taskOf([0, 3, 4]), [
      { input: 'a', output: '1' },
      { input: 'b', output: '2' },
    ]);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['kept', 'lost', 'noEffect', 'noEffect', 'kept']);
    // The root mean square over two queries, one of which does not hang on it.
    const own = Math.log(2) - Math.log(1 + Math.exp(-sure));
    expect(verdicts[1]?.effect).toBeCloseTo(own / Math.SQRT2, 5);
    expect(verdicts[0]?.carried).toBeCloseTo(own / Math.SQRT2, 5);
    expect(verdicts[1]?.survival).toBeCloseTo(0, 9);
  });

  it('asks an unlabelled query for what full ICL answers, and the same follows', async () => {
    const labelled = await measureOn(taskOf([0, 3, 4]), [{ input: 'b', output: '2' }]);
    expect(await measureOn(taskOf([0, 3, 4]), [{ input: 'b' }])).toEqual(labelled);
  });

  it('counts against what the vectors change the other way', async () => {
    const task = taskOf([0, 1, 2, 3, 4]);
    // Without b the vectors know b better than with it.
    const distilled: SurvivalTask['distilled'] = (left) =>
      copier.prefillTokens(left.includes(1) ? spelled([1]) : codesOf('zz'));
    const [, b] = await measureOn({ ...task, distilled }, [{ input: 'b', output: '2' }]);
    expect(b).toMatchObject({ verdict: 'lost', survival: 0 });
    expect(b?.carried).toBeLessThan(0);
  });

  it('asks at most 32 queries, evenly spaced', async () => {
    const asked = copier.runs.length;
    const queries = Array.from({ length: 100 }, () => ({ input: 'a' }));
    await measureOn(taskOf([0, 1, 2, 3, 4]), queries);
    const scored = copier.runs.slice(asked).filter((run) => run === 'score').length;
    // Full ICL for its answers and again, the vectors, four different demonstrations, and the one with an effect under the vectors.
    expect(scored).toBe(32 * (3 + 4 + 1));
  });
});
