import { UserError } from '../shared/errors';
import { sentence, type Sentence } from '../shared/sentence';
import type { PlacedText } from './placedText';
import type { BlockFormat, Demonstration, FewShotBlock, TextRange } from './types';

/** An example as a format's parser read it, before anything is known about the whole; `output` is empty where it is left open. */
export interface Example extends TextRange {
  readonly input: string;
  readonly output: string;
  readonly options?: readonly string[];
}

/** What may be a few-shot block: offsets are those of the parsed text. */
export interface Candidate extends TextRange {
  readonly format: BlockFormat;
  readonly examples: readonly Example[];
  readonly unsure?: true;
  /** Why it is none after all: what is written there is malformed. */
  readonly problem?: UserError;
}

/** How a sentence names a place: by the document's offset. */
export type LineOf = (offset: number) => number;

/**
 * Checks a candidate and makes it a block. `lineOf` numbers lines for the errors.
 * @throws UserError the candidate's problem, `badDemonstrations` (no inputs or outputs, fewer than two) or `badOptions` (an output that is none
 * of its options).
 */
export function finishBlock(candidate: Candidate, lineOf: LineOf): FewShotBlock {
  const { format, start, end, examples, problem, unsure } = candidate;
  if (problem) throw problem;
  if (!examples.some((example) => example.output !== '')) {
    throw new UserError(
      'badDemonstrations',
      sentence(
        'The demonstrations (from line {0}) have no outputs: write after each input what the model should answer.',
        lineOf(start),
      ),
    );
  }
  const last = examples.at(-1);
  const open = last?.output === '' ? last : undefined;
  const answered = open ? examples.slice(0, -1) : examples;
  answered.forEach((example, index) => {
    checkAnswered(example, index, 'Demonstration', lineOf);
    checkExample(example, index, 'Demonstration', lineOf);
  });
  if (answered.length < 2) {
    throw new UserError(
      'badDemonstrations',
      sentence(
        'There is only one demonstration (line {0}): give at least 2, each with an input and an output.',
        lineOf(start),
      ),
    );
  }
  const ranges = answered.map((example) => ({ start: example.start, end: example.end }));
  const demonstrations = answered.map(toDemonstration);
  const block = { format, start, end, demonstrations, ranges, ...(unsure && { unsure }) };
  return open && open.input !== '' ? { ...block, query: open.input } : block;
}

type Noun = 'Demonstration' | 'Query';

const placeOf = (example: Example, index: number, noun: Noun, lineOf: LineOf): Sentence =>
  noun === 'Query'
    ? sentence('Query {0} (line {1})', index + 1, lineOf(example.start))
    : sentence('Demonstration {0} (line {1})', index + 1, lineOf(example.start));

/** Checks that one example has an output. @throws UserError `badDemonstrations` */
export function checkAnswered(example: Example, index: number, noun: Noun, lineOf: LineOf): void {
  if (example.output !== '') return;
  const where = placeOf(example, index, noun, lineOf);
  throw new UserError(
    'badDemonstrations',
    sentence('{0} has no output: write the right answer for it.', where),
  );
}

/** Checks that one example has an input, and that its output, if there is one, is one of its options. @throws UserError */
export function checkExample(example: Example, index: number, noun: Noun, lineOf: LineOf): void {
  const where = placeOf(example, index, noun, lineOf);
  if (example.input === '')
    throw new UserError('badDemonstrations', sentence('{0} has no input: write one or remove it.', where));
  if (example.output !== '' && example.options && !example.options.includes(example.output)) {
    const options = example.options.map((option) => JSON.stringify(option)).join(', ');
    throw new UserError(
      'badOptions',
      sentence(
        '{0} has the output {1}, which is none of its options ({2}): add it to them or correct it.',
        where,
        JSON.stringify(example.output),
        options,
      ),
    );
  }
}

/** Drops what only parsing needs. */
export function toDemonstration({ input, output, options }: Example): Demonstration {
  return options ? { input, output, options } : { input, output };
}

/** The candidate with the offsets of the text that its own text is a part of. */
export function moveCandidate(
  candidate: Candidate,
  { at, endAt }: Pick<PlacedText, 'at' | 'endAt'>,
): Candidate {
  const move = <T extends TextRange>(part: T): T => ({
    ...part,
    start: at(part.start),
    end: Math.max(at(part.start), endAt(part.end)),
  });
  return { ...move(candidate), examples: candidate.examples.map(move) };
}

/** What `read` finds; what it refuses is a candidate all the same, over `[start, end]`, so that somebody who means it is told why. */
export function orProblem(
  format: BlockFormat,
  [start, end]: readonly [number, number],
  read: () => Candidate,
): Candidate {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { format, start, end, examples: [], problem: error };
  }
}
