import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { VectorFileInfo } from '../engine/methods';
import type { MeasuredFidelity } from '../mend/report';
import { encodeMetadata, readVectorFile, textRows, vectorStatistics } from '../vectors';
import { type Command, onlyPositional } from './command';

/** `mend inspect`: what a vector file holds. Needs no model and no engine. */
export const inspect: Command = {
  usage: 'inspect VECTORS [--json]',
  summary: 'show what a vector file holds and what it was made from',
  options: {},
  async run(args, { surroundings }) {
    const file = resolve(surroundings.cwd, onlyPositional(args, 'VECTORS'));
    const { metadata, vectors, count, width } = await readVectorFile(file);
    const json: VectorFileInfo = {
      file,
      bytes: (await stat(file)).size,
      metadata: encodeMetadata(metadata, count, width),
      statistics: vectorStatistics(vectors, count, width),
    };
    return { json, text: describe(json, metadata.fidelity, textRows(metadata)) };
  },
};

/** Of the metadata's keys: `demonstration_tokens`. */
const LONGEST_KEY = 20;

function describe(info: VectorFileInfo, fidelity: MeasuredFidelity | undefined, text: number): string {
  const { file, bytes, metadata, statistics } = info;
  const { count, width, norms, mean, standardDeviation, minimum, maximum } = statistics;
  const number = (value: number): string => value.toPrecision(4);
  return [
    `${file}, ${bytes} bytes`,
    `${count} vectors of width ${width}; norms ${number(Math.min(...norms))} to ${number(Math.max(...norms))}`,
    ...(text > 0
      ? [`the last ${text} of them are the text of pinned demonstrations: whoever has the model can read it`]
      : []),
    `values ${number(minimum)} to ${number(maximum)}, mean ${number(mean)}, standard deviation ${number(standardDeviation)}`,
    ...(fidelity ? [fidelityText(fidelity)] : []),
    ...Object.entries(metadata).map(([key, value]) => `  ${key.padEnd(LONGEST_KEY)}  ${clip(value)}`),
  ].join('\n');
}

function fidelityText({ kl, top1Agreement, queries, of }: MeasuredFidelity): string {
  const agreement = (top1Agreement * 100).toFixed(1);
  return `fidelity to full ICL: KL ${kl.toFixed(3)} nats, same first token in ${agreement} % of ${queries} ${of}`;
}

const clip = (value: string): string => (value.length > 80 ? `${value.slice(0, 79)}…` : value);
