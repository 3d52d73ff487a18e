import { cpus } from 'node:os';
import type { Prefix } from '../../src/mend/targetLm';
import { alternate, type Arm } from '../harness/alternate';
import type { BenchOptions } from '../harness/options';
import { median } from '../harness/statistics';
import { number, ratio } from '../harness/table';
import { createSetting, type Setting } from '../queries/setting';
import { warmDistilled } from '../queries/warmDistilled';

export const HEADINGS = [
  'provider',
  'processor',
  'model',
  'query, ms',
  'on the CPU, ms',
  'ratio',
  'max error of a logit, behind vectors',
  'behind demonstrations',
] as const;

/** How many queries the errors are taken over. */
const CHECKED = 10;

/** One model's row: a warm query behind distilled vectors on both, in turns, and the largest differences of next-token logits. */
export async function compare(folder: string, options: BenchOptions): Promise<string[]> {
  const dtype = options.dtype ?? 'fp32';
  const [cpu, other] = [
    await createSetting(folder, { ...options, dtype, provider: 'cpu' }),
    await createSetting(folder, { ...options, dtype }),
  ];
  const { manifest, provider, skipped } = other.model;
  if (provider !== options.provider)
    throw new Error(`${options.provider} does not run: ${skipped.map(({ reason }) => reason).join('; ')}.`);
  const samples = await alternate([named('cpu', cpu), named(provider, other)], { rounds: options.rounds });
  const [onCpu, onOther] = samples.map(({ milliseconds }) => milliseconds);
  const errors = [
    await largestError(cpu, other, ({ distilled }) => distilled),
    await largestError(cpu, other, ({ exact }) => exact),
  ];
  await Promise.all([cpu, other].map(({ model }) => model.dispose()));
  return [
    provider,
    cpus()[0]?.model.trim() ?? 'unknown',
    `${manifest.id} ${dtype}`,
    number(median(onOther ?? []), 1),
    number(median(onCpu ?? []), 1),
    number(ratio(onOther ?? [], onCpu ?? []), 3),
    ...errors.map((error) => error.toExponential(1)),
  ];
}

function named(name: string, setting: Setting): Arm {
  return { ...warmDistilled(setting), name };
}

async function largestError(a: Setting, b: Setting, prefixOf: (setting: Setting) => Prefix): Promise<number> {
  let largest = 0;
  for (let round = 0; round < CHECKED; round++) {
    const [expected, actual] = await Promise.all(
      [a, b].map(async (setting) => {
        const { ids, options } = setting.query(round);
        return (await setting.model.target.score(prefixOf(setting), ids, options)).next;
      }),
    );
    expected?.forEach((value, index) => {
      // A value that is not a number is the largest error there is.
      const error = Math.abs(value - (actual?.[index] ?? NaN));
      largest = Number.isNaN(error) ? Infinity : Math.max(largest, error);
    });
  }
  return largest;
}

export function markdownRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
