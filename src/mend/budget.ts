import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import { trimText } from '../shared/trimText';
import type { DemonstrationTokens, TokenReport } from './report';
import {
  encodeDemonstration,
  encodeOption,
  encodeQuery,
  type EncodedExample,
  type TextCodec,
} from './template';

/** `limits` of `mend.json`, in tokens. */
export interface Limits {
  readonly demonstrationTokens: number;
  readonly exampleTokens: number;
}

/** One demonstration's tokens; the last `answerTokens` of them are its output. `whole`: nothing was cut. */
export interface KeptDemonstration {
  readonly ids: readonly number[];
  readonly answerTokens: number;
  readonly whole: boolean;
}

/** The demonstrations as the models read them. */
export interface FittedDemonstrations {
  /** Token ids of each demonstration kept, in order; concatenated they are the demonstration text. */
  readonly kept: readonly KeptDemonstration[];
  readonly report: TokenReport;
}

export interface FittedQuery {
  readonly ids: readonly number[];
  readonly cut: boolean;
}

function lengthOf(example: EncodedExample): number {
  return example.input.length + example.suffix.length + example.output.length;
}

/** Tokens that `room` leaves to the input. */
function inputRoom(example: EncodedExample, room: number): number {
  return Math.max(0, room - example.suffix.length - example.output.length);
}

/** The example with its input cut on the right to `room` tokens as far as it has input to cut. */
function cutInput(example: EncodedExample, room: number): EncodedExample {
  if (lengthOf(example) <= room) return example;
  return { ...example, input: example.input.slice(0, inputRoom(example, room)) };
}

/** The example cut to `room` tokens; undefined if there is no room for one input token. */
function fitExample(example: EncodedExample, room: number): EncodedExample | undefined {
  return inputRoom(example, room) < 1 ? undefined : cutInput(example, room);
}

function join(example: EncodedExample): readonly number[] {
  return [...example.input, ...example.suffix, ...example.output];
}

/**
 * Fits demonstrations into the token budgets as docs/model-folder.md says: each is cut to `exampleTokens`; they are appended while they fit
 * into `demonstrationTokens`; the first that does not is cut so that it does (or dropped, if there is no room for one input token), and
 * everything behind it is dropped.
 */
export function fitDemonstrations(
  codec: TextCodec,
  limits: Limits,
  demonstrations: readonly { readonly input: string; readonly output: string }[],
): FittedDemonstrations {
  const each: DemonstrationTokens[] = [];
  const kept: KeptDemonstration[] = [];
  let total = 0;
  let full = false;
  for (const demonstration of demonstrations) {
    const example = encodeDemonstration(codec, demonstration, limits.exampleTokens);
    const alone = cutInput(example, limits.exampleTokens);
    const room = Math.min(limits.exampleTokens, limits.demonstrationTokens - total);
    const fitted: EncodedExample | undefined = full ? undefined : fitExample(example, room);
    full ||= !fitted || lengthOf(fitted) < lengthOf(alone);
    if (!fitted) {
      each.push({ tokens: lengthOf(alone), fate: 'dropped' });
      continue;
    }
    const ids = join(fitted);
    const whole = fitted === example;
    kept.push({ ids, answerTokens: fitted.output.length, whole });
    each.push({ tokens: ids.length, fate: whole ? 'whole' : 'cut' });
    total += ids.length;
  }
  return { kept, report: { each, total, budget: limits.demonstrationTokens, used: kept.length } };
}

/** The tokens of all demonstrations kept, in order. */
export function tokensOf({ kept }: Pick<FittedDemonstrations, 'kept'>): readonly number[] {
  return kept.flatMap(({ ids }) => ids);
}

/** The first demonstrations that fit whole into `tokens`: what fewer-shot answers read at an equal number of prefix tokens. */
export function fewerDemonstrations(fitted: FittedDemonstrations, tokens: number): readonly number[] {
  const ids: number[] = [];
  for (const demonstration of fitted.kept) {
    if (!demonstration.whole || ids.length + demonstration.ids.length > tokens) break;
    ids.push(...demonstration.ids);
  }
  return ids;
}

/**
 * Cuts a query on the right to `min(exampleTokens, contextTokens - prefix - answer - 1)` tokens. `prefix`: the longest prefix of the arms
 * compared, so that every arm reads the same query. `answer`: tokens of the longest option, or of the text to generate.
 */
export function fitQuery(
  codec: TextCodec,
  limits: Limits,
  input: string,
  space: { readonly contextTokens: number; readonly prefix: number; readonly answer: number },
): FittedQuery {
  const room = Math.min(limits.exampleTokens, space.contextTokens - space.prefix - space.answer - 1);
  const query = encodeQuery(codec, input, limits.exampleTokens);
  const fitted = fitExample(query, room);
  if (!fitted) {
    throw new UserError(
      'badInput',
      sentence(
        "The model's window of {0} tokens has no room for a query behind {1} tokens and before {2}: use shorter options or generate fewer tokens.",
        space.contextTokens,
        space.prefix,
        space.answer,
      ),
    );
  }
  return { ids: join(fitted), cut: fitted !== query };
}

/** Tokens of each option. Throws `badOptions` for none, an empty one, one given twice, or one longer than `exampleTokens / 2` tokens. */
export function encodeOptions(
  codec: TextCodec,
  limits: Limits,
  options: readonly string[],
): readonly (readonly number[])[] {
  if (options.length === 0) {
    throw new UserError(
      'badOptions',
      sentence('The list of options is empty: give at least two, or none to generate text.'),
    );
  }
  const seen = new Set<string>();
  const longest = Math.floor(limits.exampleTokens / 2);
  return options.map((option) => {
    const text = trimText(option);
    if (text === '') throw new UserError('badOptions', sentence('One of the options is empty: remove it.'));
    if (seen.has(text))
      throw new UserError(
        'badOptions',
        sentence('The option “{0}” is given twice: remove one.', shorten(text)),
      );
    seen.add(text);
    const ids = encodeOption(codec, text);
    if (ids.length > longest) {
      throw new UserError(
        'badOptions',
        sentence(
          'The option “{0}” takes {1} tokens and the model allows {2}: shorten it.',
          shorten(text),
          ids.length,
          longest,
        ),
      );
    }
    return ids;
  });
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
