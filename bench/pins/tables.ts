import type { Demonstration } from '../../src/demonstrations';
import { type Random, seededRandom } from '../../src/mend/random';

/** A made-up table and a question for each of its words. What answers it stands in the table alone. */
export interface MadeUp {
  readonly demonstrations: readonly Demonstration[];
  readonly queries: readonly (Demonstration & { readonly options: readonly string[] })[];
}

const WORDS =
  'river apple chair table house garden window stone button clock basket cloud bread school shoulder finger ticket monkey kitchen horse lemon summer bird market ladder ocean dragon paper mountain coffee tiger winter hammer forest bottle pencil candle pocket island castle bridge farmer doctor spider engine letter mirror carpet'.split(
    ' ',
  );
const COLOURS = ['red', 'blue', 'green', 'white'];

const ROWS = 16;
/** Options of a question where every word has an answer of its own. */
const CHOICES = 5;

/** Words with one of four colours each. */
export function coloured(seed: number): MadeUp {
  const random = seededRandom(seed);
  const words = shuffled(WORDS, random).slice(0, ROWS);
  const demonstrations = words.map((input) => ({
    input,
    output: COLOURS[Math.floor(random() * COLOURS.length)] ?? '',
  }));
  const options = [...new Set(demonstrations.map(({ output }) => output))];
  return { demonstrations, queries: demonstrations.map((one) => ({ ...one, options })) };
}

/** Words with a word of their own each. */
export function paired(seed: number): MadeUp {
  const random = seededRandom(seed);
  const words = shuffled(WORDS, random);
  const demonstrations = words
    .slice(0, ROWS)
    .map((input, index) => ({ input, output: words[ROWS + index] ?? '' }));
  const outputs = demonstrations.map(({ output }) => output);
  const queries = demonstrations.map((one) => {
    const others = outputs.filter((output) => output !== one.output);
    return { ...one, options: [one.output, ...shuffled(others, random).slice(0, CHOICES - 1)] };
  });
  return { demonstrations, queries };
}

/** The same in an order that hangs on the generator alone. */
export function shuffled<T>(all: readonly T[], random: Random): readonly T[] {
  return all
    .map((value) => [random(), value] as const)
    .sort(([one], [other]) => one - other)
    .map(([, value]) => value);
}
