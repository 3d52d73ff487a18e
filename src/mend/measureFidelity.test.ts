import { describe, expect, it } from 'vitest';
import { measureFidelity } from './measureFidelity';
import { characters, fakeLm } from './testing/fakeLm';

const limits = { demonstrationTokens: 20, exampleTokens: 10 };
const X = 120;
const Y = 121;

/** Predicts token 0 with even odds behind `x`, and with the odds 3:1 behind `y`; notes what was read. */
function setting(contextTokens = 100) {
  const seen: string[] = [];
  const lm = fakeLm((read) => {
    seen.push(characters.tokenizer.decode(read));
    return read[0] === X ? [0, 0] : [Math.log(3), 0];
  }, contextTokens);
  return { lm, seen };
}

async function measure(inputs: readonly string[], lm = setting().lm, signal?: AbortSignal) {
  const shares: number[] = [];
  const fullIcl = await lm.prefillTokens([X, X, X]);
  const distilled = await lm.prefillTokens([Y]);
  const task = { fullIcl, distilled, inputs };
  const done = (share: number) => shares.push(share);
  return { measured: await measureFidelity(lm, characters, limits, task, done, signal), shares };
}

describe('measureFidelity', () => {
  it('is the mean of KL(full || distilled) and of the agreement, to 6 decimals', async () => {
    const { measured, shares } = await measure(['a', 'b']);
    const kl = 0.5 * Math.log(0.5 / 0.75) + 0.5 * Math.log(0.5 / 0.25);
    expect(measured).toEqual({
      kl: Number(kl.toFixed(6)),
      top1Agreement: 1,
      queries: 2,
      of: 'demonstration inputs',
    });
    expect(shares).toEqual([0.5, 1]);
  });

  it('asks at most 8 inputs, evenly spaced, leaving out empty ones', async () => {
    const letters = Array.from('abcdefghijklmnop');
    const { lm, seen } = setting();
    const { measured } = await measure([...letters.slice(0, 2), ' ', ...letters.slice(2), ''], lm);
    expect(measured?.queries).toBe(8);
    expect(seen.filter((text) => text.startsWith('y'))).toEqual(Array.from('acegikmo', (one) => `y${one}:`));
  });

  it('is nothing where all inputs are empty', async () => {
    expect((await measure(['', ' '])).measured).toBeUndefined();
  });

  it('reads the same query behind both, cut for the longer prefix', async () => {
    const { lm, seen } = setting(8);
    await measure(['abcdefgh'], lm);
    // 8 - 3 of the full demonstrations - 1 = 4 tokens.
    expect(seen).toEqual(['xxxabc:', 'yabc:']);
  });

  it('stops when cancelled', async () => {
    await expect(measure(['a'], setting().lm, AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
