import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import { trimText } from '../shared/trimText';
import { throwIfCancelled } from './cancel';
import { seededRandom } from './random';
import type { Generation } from './report';
import { sampleToken } from './sample';
import type { Prefix, TargetLM } from './targetLm';
import type { Template, TextCodec } from './template';

/** Tokens generated unless the caller says otherwise: answers are short, and each token costs a run of the target LM. */
export const defaultMaxTokens = 32;

export interface Generated {
  /** The text up to `outputSuffix`, without `outputPrefix` and special tokens, trimmed. */
  readonly text: string;
  readonly ids: readonly number[];
  /** Logits of the first token after the query, `[vocabulary]`. */
  readonly next: Float32Array;
}

/** Throws `badInput` naming the first setting out of its range. */
export function checkGeneration(generation: Generation): void {
  const refuse = (name: string, value: number, range: string): never => {
    throw new UserError(
      'badInput',
      sentence('The generation setting {0} is {1}: it must be {2}.', name, value, range),
    );
  };
  const { temperature, topK, topP, seed, maxTokens } = generation;
  if (temperature !== undefined && !(temperature >= 0 && temperature <= 100)) {
    refuse('temperature', temperature, 'from 0 to 100');
  }
  if (topK !== undefined && !(Number.isInteger(topK) && topK >= 1))
    refuse('topK', topK, 'a whole number from 1');
  if (topP !== undefined && !(topP > 0 && topP <= 1)) refuse('topP', topP, 'above 0 and at most 1');
  if (seed !== undefined && !Number.isSafeInteger(seed)) refuse('seed', seed, 'a whole number');
  if (maxTokens !== undefined && !(Number.isInteger(maxTokens) && maxTokens >= 1)) {
    refuse('maxTokens', maxTokens, 'a whole number from 1');
  }
}

/** The answer in a generated text, and whether it is complete (`outputSuffix` was reached). */
function answerIn(
  text: string,
  { outputPrefix, outputSuffix }: Template,
): { answer: string; complete: boolean } {
  if (text !== outputPrefix && outputPrefix.startsWith(text)) return { answer: '', complete: false };
  const body = text.startsWith(outputPrefix) ? text.slice(outputPrefix.length) : text;
  const end = outputSuffix === '' ? -1 : body.indexOf(outputSuffix);
  return { answer: trimText(end < 0 ? body : body.slice(0, end)), complete: end >= 0 };
}

/**
 * Generates an answer token by token, greedily or sampled, until `outputSuffix`, the token limit or the end of the window. Cancellable
 * between tokens. Equal seeds give equal texts.
 */
export async function generate(
  target: TargetLM,
  prefix: Prefix,
  query: readonly number[],
  { tokenizer, template, special }: TextCodec,
  generation: Generation = {},
  signal?: AbortSignal,
): Promise<Generated> {
  checkGeneration(generation);
  const random = seededRandom(generation.seed ?? 0);
  const sampling = { temperature: generation.temperature ?? 0, topK: generation.topK, topP: generation.topP };
  const room = target.contextTokens - prefix.length - query.length;
  const limit = Math.min(generation.maxTokens ?? defaultMaxTokens, room);
  const ids: number[] = [];
  let state = await target.extend(prefix, query, signal);
  const { next } = state;
  try {
    while (ids.length < limit) {
      throwIfCancelled(signal);
      const token = sampleToken(state.next, sampling, random);
      ids.push(token);
      if (answerIn(tokenizer.decode(ids), template).complete || ids.length === limit) break;
      const { prefix: before } = state;
      state = await target.extend(before, [token], signal);
      before.release?.();
    }
  } finally {
    state.prefix.release?.();
  }
  const text = tokenizer.decode(ids.filter((id) => !special.has(id)));
  return { text: answerIn(text, template).answer, ids, next };
}
