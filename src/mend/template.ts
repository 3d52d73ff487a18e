import { trimText } from '../shared/trimText';

/** What is put around inputs and outputs (`template` of `mend.json`). */
export interface Template {
  readonly inputPrefix: string;
  readonly inputSuffix: string;
  readonly outputPrefix: string;
  readonly outputSuffix: string;
}

/** Text to token ids and back. Nothing is added to what the text says. */
export interface Tokenizer {
  encode(text: string): readonly number[];
  /** Special tokens are spelled out, such as `</s>`. */
  decode(ids: readonly number[]): string;
  /** Most UTF-16 code units any one token stands for. */
  readonly longestToken: number;
}

/** A tokenizer with the template it is used under. */
export interface TextCodec {
  readonly tokenizer: Tokenizer;
  readonly template: Template;
  /** Tokens that stand for no text: the start, the end, and the like. */
  readonly special: ReadonlySet<number>;
}

/** The three parts of a demonstration; the middle of the input is what a cut shortens. */
export interface EncodedExample {
  readonly input: readonly number[];
  readonly suffix: readonly number[];
  readonly output: readonly number[];
}

/**
 * Tokens of `inputPrefix + input`, exact up to `limit` tokens. A longer text is not encoded to its end: a pasted book would take
 * minutes to encode for the few hundred tokens that are kept.
 */
function encodeInput({ tokenizer, template }: TextCodec, input: string, limit: number): readonly number[] {
  const text = template.inputPrefix + trimText(input);
  return tokenizer.encode(text.slice(0, (limit + 1) * tokenizer.longestToken));
}

/** A demonstration's tokens: `enc(inputPrefix + input) ++ enc(inputSuffix) ++ enc(outputPrefix + output + outputSuffix)`. */
export function encodeDemonstration(
  codec: TextCodec,
  demonstration: { readonly input: string; readonly output: string },
  limit: number,
): EncodedExample {
  const { tokenizer, template } = codec;
  const output = trimText(demonstration.output).slice(0, (limit + 1) * tokenizer.longestToken);
  return {
    input: encodeInput(codec, demonstration.input, limit),
    suffix: tokenizer.encode(template.inputSuffix),
    output: tokenizer.encode(template.outputPrefix + output + template.outputSuffix),
  };
}

/** A query's tokens: `enc(inputPrefix + input) ++ enc(inputSuffix)`, nothing for the output. */
export function encodeQuery(codec: TextCodec, input: string, limit: number): EncodedExample {
  return {
    input: encodeInput(codec, input, limit),
    suffix: codec.tokenizer.encode(codec.template.inputSuffix),
    output: [],
  };
}

/** An option's tokens: `enc(outputPrefix + option)`. */
export function encodeOption({ tokenizer, template }: TextCodec, option: string): readonly number[] {
  return tokenizer.encode(template.outputPrefix + trimText(option));
}
