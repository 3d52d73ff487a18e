import { resolve } from 'node:path';
import type { ArmPrediction, PredictResult } from '../engine/methods';
import { trimText } from '../shared/trimText';
import { readVectorFile } from '../vectors';
import { type Command, onlyPositional, optional, required, UsageError } from './command';
import { readText } from './files';
import { modelForVectors } from './modelChoice';
import { armNames, table } from './table';

/** `mend predict`: one query answered with vectors, and beside it without them where the demonstrations are given. */
export const predict: Command = {
  usage: 'predict VECTORS --input TEXT [--options a,b] [--demos FILE] [--model ID] [--json]',
  summary:
    'answer TEXT with a vector file, from OPTIONS (default: its labels; "" generates); with the demonstrations also zero-shot and full ICL',
  options: {
    input: { type: 'string' },
    options: { type: 'string' },
    demos: { type: 'string' },
    model: { type: 'string' },
  },
  async run(args, { surroundings, engine, progress }) {
    const path = onlyPositional(args, 'VECTORS');
    const input = required(args, 'input');
    const named = parseOptions(optional(args, 'options'));
    const { cwd, signal } = surroundings;
    const file = resolve(cwd, path);
    const demos = optional(args, 'demos');
    const { parseDemonstrations } = await import('../linter/reading');
    const block =
      demos === undefined ? undefined : parseDemonstrations(await readText(demos, cwd), { fileName: demos });
    const { metadata } = await readVectorFile(file);
    const model = await modelForVectors(optional(args, 'model'), metadata, surroundings);
    const options = named ?? metadata.labels ?? [];
    const params = {
      model,
      file,
      input,
      ...(options.length > 0 && { options }),
      ...(block && { demonstrations: block.demonstrations }),
    };
    const result = await (await engine()).predict(params, { signal, progress });
    return { json: toJson(result), text: describe(result) };
  },
};

/** `a,b`, or a JSON array where options hold commas; nothing where text is to be generated. */
function parseOptions(value: string | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const options = value.trimStart().startsWith('[') ? jsonOptions(value) : value.split(',');
  const trimmed = options.map(trimText).filter((option) => option !== '');
  if (trimmed.length === 1)
    throw new UsageError('--options takes at least 2 options with commas between them');
  return trimmed;
}

function jsonOptions(value: string): readonly string[] {
  try {
    const options: unknown = JSON.parse(value);
    if (Array.isArray(options) && options.every((option) => typeof option === 'string')) return options;
  } catch {
    // Reported below.
  }
  throw new UsageError('--options is not a JSON array of strings');
}

const SHOWN = ['zeroShot', 'fullIcl', 'distilled'] as const;

function toJson({ arms, options, fidelity }: PredictResult): object {
  const shown = SHOWN.flatMap((arm) => (arms[arm] ? [[arm, armJson(arms[arm])]] : []));
  return {
    ...(options && { options }),
    arms: Object.fromEntries(shown) as object,
    ...(fidelity && { fidelity }),
  };
}

function armJson({ prediction, probabilities, prefixTokens, milliseconds }: ArmPrediction): object {
  return { prediction, ...(probabilities && { probabilities }), prefixTokens, milliseconds };
}

function describe({ arms, options, fidelity, queryCut }: PredictResult): string {
  const shown = SHOWN.flatMap((arm) => (arms[arm] ? [{ name: armNames[arm], answer: arms[arm] }] : []));
  const row = (label: string, cell: (answer: ArmPrediction) => string): string[] => [
    label,
    ...shown.map(({ answer }) => cell(answer)),
  ];
  const rows = [
    ['', ...shown.map(({ name }) => name)],
    row('answer', ({ prediction }) => prediction.trim()),
    ...(options ?? []).map((option, index) =>
      row(`  ${option}`, ({ probabilities }) => `${((probabilities?.[index] ?? 0) * 100).toFixed(1)} %`),
    ),
    row('tokens in front', ({ prefixTokens }) => String(prefixTokens)),
    row('milliseconds', ({ milliseconds }) => milliseconds.toFixed(1)),
  ];
  const lines = [table(rows)];
  if (fidelity) {
    const same = fidelity.top1Agreement === 1 ? 'the same' : 'another';
    lines.push(`fidelity to full ICL: KL ${fidelity.kl.toFixed(3)} nats, ${same} first token`);
  }
  if (queryCut) lines.push('the input was cut: it is longer than the model reads');
  return lines.join('\n');
}
