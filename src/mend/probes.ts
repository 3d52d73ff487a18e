import { trimText } from '../shared/trimText';
import { encodeOptions, fitQuery, type Limits } from './budget';
import { evenlySpaced } from './evenlySpaced';
import { logSumExp } from './logits';
import { rankOptions } from './score';
import type { Prefix, TargetLM } from './targetLm';
import type { TextCodec } from './template';

/** A demonstration whose own input is asked. */
export interface ProbeSource {
  readonly input: string;
  readonly output: string;
  readonly options?: readonly string[];
}

/** A query whose right answer is known. */
export interface Probe {
  readonly query: readonly number[];
  readonly options: readonly (readonly number[])[];
  /** Index of the right answer among the options. */
  readonly answer: number;
}

/** Outputs to choose from where answers are open: all run in one batch. */
const MOST_CANDIDATES = 16;

/** A query to ask. */
export interface QuerySource {
  readonly input: string;
  /** The right answer, where it is known. */
  readonly output?: string;
  readonly options?: readonly string[];
}

/**
 * Queries as probes; the demonstrations' own inputs, where these are the queries. `common`: the options of those that have none; without any, the right
 * answer stands among other outputs of the demonstrations. The answer of an unlabelled query is -1, and has to be set to what full ICL answers.
 */
export function probesOf(
  target: TargetLM,
  codec: TextCodec,
  limits: Limits,
  queries: readonly QuerySource[],
  demonstrations: readonly ProbeSource[],
  common: readonly string[] | undefined,
  prefix: number,
): readonly Probe[] {
  const outputs = [...new Set(demonstrations.map(({ output }) => trimText(output)))];
  return queries.map(({ input, output, options: own }) => {
    const right = output === undefined ? undefined : trimText(output);
    const given = own ?? common;
    const texts = (given ?? candidates(outputs, right ?? outputs[0] ?? '')).map(trimText);
    const options = given ? encodeOptions(codec, limits, texts) : openAnswers(codec, limits, texts);
    const answer = Math.max(...options.map((ids) => ids.length));
    const space = { contextTokens: target.contextTokens, prefix, answer };
    const { ids: query } = fitQuery(codec, limits, input, space);
    return { query, options, answer: right === undefined ? -1 : texts.indexOf(right) };
  });
}

/** Some of the other outputs, evenly spaced among them, and the right one: last, so that it is not taken for the most probable where none is. */
function candidates(outputs: readonly string[], right: string): readonly string[] {
  const others = outputs.filter((output) => output !== right);
  return [...evenlySpaced(others, MOST_CANDIDATES - 1), right];
}

/** Open answers may be long: their beginnings tell them apart. */
function openAnswers(
  codec: TextCodec,
  limits: Limits,
  texts: readonly string[],
): readonly (readonly number[])[] {
  const longest = Math.floor(limits.exampleTokens / 2);
  const { tokenizer, template } = codec;
  return texts.map((text) =>
    tokenizer
      .encode(template.outputPrefix + text.slice(0, (longest + 1) * tokenizer.longestToken))
      .slice(0, longest),
  );
}

export interface Answered {
  /** Whether the right answer is the most probable of the options. */
  readonly right: boolean;
  /** Index of the most probable of the options. */
  readonly best: number;
  /** Of the right answer among the options, in nats. */
  readonly logProb: number;
}

/** Asks a probe over a prefix. */
export async function ask(
  target: TargetLM,
  prefix: Prefix,
  { query, options, answer }: Probe,
  signal?: AbortSignal,
): Promise<Answered> {
  const { best, scores } = rankOptions((await target.score(prefix, query, options, signal)).optionLogProbs);
  const score = scores[answer] ?? 0;
  // With nothing to choose from, how probable the answer is among all texts says more than that it is chosen.
  return { right: best === answer, best, logProb: options.length > 1 ? score - logSumExp(scores) : score };
}
