import { resolve } from 'node:path';
import type { CompressResult } from '../engine/methods';
import { outputName } from '../vectors';
import { type Command, onlyPositional, optional } from './command';
import { readText } from './files';
import { chooseModel } from './modelChoice';
import { hybridOptions, hybridParams } from './numbers';

/** `mend compress`: demonstrations of a file into a vector file. */
export const compress: Command = {
  usage: 'compress FILE [-o OUT] [--model ID] [--vectors N] [--pin 3,7] [--json]',
  summary:
    'distil the demonstrations in FILE and save the vectors (in FILE.mend.safetensors, or OUT); those pinned stay text',
  options: {
    output: { type: 'string', short: 'o' },
    model: { type: 'string' },
    ...hybridOptions,
  },
  async run(args, { surroundings, engine, progress }) {
    const path = onlyPositional(args, 'FILE');
    const hybrid = hybridParams(args);
    const { cwd, signal } = surroundings;
    const { parseDemonstrations } = await import('../linter/reading');
    const { demonstrations } = parseDemonstrations(await readText(path, cwd), { fileName: path });
    const model = await chooseModel(optional(args, 'model'), surroundings);
    const file = resolve(cwd, optional(args, 'output') ?? outputName(path));
    const result = await (
      await engine()
    ).compress({ model, demonstrations, file, ...hybrid }, { signal, progress });
    const json = summarize(result);
    return { json, text: describe(json, result) };
  },
};

interface Summary {
  readonly file: string;
  readonly model: string;
  readonly demonstrations: number;
  readonly tokens: number;
  readonly vectors: number;
  readonly pinnedTokens: number;
  readonly width: number;
  readonly cut: number;
  readonly milliseconds: number;
}

function summarize({
  file,
  model,
  demonstrations,
  tokens,
  vectors,
  pinnedTokens,
  width,
  milliseconds,
}: CompressResult): Summary {
  const cut = tokens.each.filter(({ fate }) => fate !== 'whole').length;
  return {
    file,
    model,
    demonstrations,
    tokens: tokens.total,
    vectors,
    pinnedTokens,
    width,
    cut,
    milliseconds,
  };
}

function describe(summary: Summary, { tokens }: CompressResult): string {
  const { demonstrations, vectors, pinnedTokens, width, milliseconds, model, file } = summary;
  const rows = vectors + pinnedTokens;
  const text = pinnedTokens > 0 ? ` and ${pinnedTokens} tokens of text` : '';
  const lines = [
    `${demonstrations} demonstrations, ${tokens.total} tokens`,
    `${vectors} vectors of width ${width}${text}, ${(tokens.total / rows).toFixed(1)} times fewer, in ${milliseconds.toFixed(0)} ms with ${model}`,
  ];
  if (summary.cut > 0) {
    const dropped = tokens.each.filter(({ fate }) => fate === 'dropped').length;
    lines.push(
      `beyond the budget of ${tokens.budget} tokens: ${summary.cut - dropped} cut, ${dropped} dropped`,
    );
  }
  return [...lines, file].join('\n');
}
