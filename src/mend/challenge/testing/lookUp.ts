import type { LabelledExample } from '../../evaluate';
import { characters, fakeLm } from '../../testing/fakeLm';
import type { ChallengeBench } from '../fronts';

/** A table to look up, a letter a row: `a` to `l`, in turn `p` and `n`. */
export const rows: readonly LabelledExample[] = Array.from('abcdefghijkl', (input, index) => ({
  input,
  output: index % 2 === 0 ? 'p' : 'n',
}));

const code = (text: string): number => text.codePointAt(0) ?? 0;

/**
 * A bench whose target LM answers a letter as the last row in front that has it does, and `n` where there is none. Its distiller always says
 * `a:p.c:p.`, whatever it is given: 8 vectors of width 2, whose first value is a token. Embeddings point elsewhere for each letter.
 */
export function lookUpBench(): ChallengeBench & {
  readonly held: () => number;
  readonly runs: readonly string[];
} {
  let held = 0;
  const answer = (read: readonly number[]): readonly number[] => {
    // Noise reads as no character at all.
    const text = String.fromCodePoint(...read.map((id) => (id >= 0 && id < 128 ? id : 128)));
    const asked = text.at(-2) ?? '';
    const found = /[a-z]/.test(asked) ? text.slice(0, -2).split(`${asked}:`).slice(1).at(-1)?.[0] : undefined;
    const logits = new Array<number>(128).fill(0);
    logits[code(found ?? 'n')] = 5;
    return logits;
  };
  const lm = fakeLm(answer);
  const counted = <T extends { readonly length: number; readonly bytes: number }>(prefix: T): T => {
    held += 1;
    return { ...prefix, release: () => void (held -= 1) };
  };
  return {
    held: () => held,
    runs: lm.runs,
    codec: characters,
    limits: { demonstrationTokens: 100, exampleTokens: 20 },
    target: {
      ...lm,
      prefillTokens: async (ids) => counted(await lm.prefillTokens(ids)),
      prefillVectors: async (vectors) => counted(await lm.prefillVectors(vectors)),
      extend: async (prefix, ids) => {
        const extended = await lm.extend(prefix, ids);
        return { ...extended, prefix: counted(extended.prefix) };
      },
    },
    distiller: {
      count: 8,
      width: 2,
      anchors: 'after',
      run: () => Promise.resolve(Float32Array.from(Array.from('a:p.c:p.').flatMap((one) => [code(one), 0]))),
    },
    embeddings: (ids) =>
      Promise.resolve(
        Float32Array.from(
          ids.flatMap((id) => (id === code(':') ? [0, 0] : [Math.cos(id / 20), Math.sin(id / 20)])),
        ),
      ),
    commonEmbedding: new Float32Array(2),
  };
}
