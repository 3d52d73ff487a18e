import { resolve } from 'node:path';
import type { CompressResult } from '../engine/methods';
import { outputName } from '../vectors';
import { type Command, onlyPositional, optional, UsageError } from './command';
import { readText } from './files';
import { chooseModel } from './modelChoice';

/** `mend compress`: demonstrations of a file into a vector file. */
export const compress: Command = {
  usage: 'compress FILE [-o OUT] [--model ID] [--vectors N] [--json]',
  summary: 'distil the demonstrations in FILE and save the vectors (in FILE.mend.safetensors, or OUT)',
  options: {
    output: { type: 'string', short: 'o' },
    model: { type: 'string' },
    vectors: { type: 'string' },
  },
  async run(args, { surroundings, engine, progress }) {
    const path = onlyPositional(args, 'FILE');
    const vectors = vectorCount(optional(args, 'vectors'));
    const { cwd, signal } = surroundings;
    const { parseDemonstrations } = await import('../linter/reading');
    const { demonstrations } = parseDemonstrations(await readText(path, cwd), { fileName: path });
    const model = await chooseModel(optional(args, 'model'), surroundings);
    const file = resolve(cwd, optional(args, 'output') ?? outputName(path));
    const result = await (
      await engine()
    ).compress(
      { model, demonstrations, file, ...(vectors !== undefined && { vectors }) },
      { signal, progress },
    );
    const json = summarize(result);
    return { json, text: describe(json, result) };
  },
};

/** `--vectors`; undefined where it is not given. */
export function vectorCount(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^[1-9]\d{0,5}$/.test(value))
    throw new UsageError(`--vectors takes a number from 1 on, not ${JSON.stringify(value)}`);
  return Number(value);
}

interface Summary {
  readonly file: string;
  readonly model: string;
  readonly demonstrations: number;
  readonly tokens: number;
  readonly vectors: number;
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
  width,
  milliseconds,
}: CompressResult): Summary {
  const cut = tokens.each.filter(({ fate }) => fate !== 'whole').length;
  return { file, model, demonstrations, tokens: tokens.total, vectors, width, cut, milliseconds };
}

function describe(summary: Summary, { tokens }: CompressResult): string {
  const { demonstrations, vectors, width, milliseconds, model, file } = summary;
  const lines = [
    `${demonstrations} demonstrations, ${tokens.total} tokens`,
    `${vectors} vectors of width ${width}, ${(tokens.total / vectors).toFixed(1)} times fewer, in ${milliseconds.toFixed(0)} ms with ${model}`,
  ];
  if (summary.cut > 0) {
    const dropped = tokens.each.filter(({ fate }) => fate === 'dropped').length;
    lines.push(
      `beyond the budget of ${tokens.budget} tokens: ${summary.cut - dropped} cut, ${dropped} dropped`,
    );
  }
  return [...lines, file].join('\n');
}
