import type { Demonstration } from '../demonstrations/types';
import type { DemonstrationSurvival, SurvivalResult } from '../engine/methods';
import { survivalWords } from '../mend/survivalWords';
import { inWords } from '../shared/sentence';
import { type Command, onlyPositional, optional } from './command';
import { readText } from './files';
import { chooseModel } from './modelChoice';
import { hybridOptions, hybridParams } from './numbers';
import { table } from './table';

/** `mend survival`: how much of each demonstration the vectors carry. Writes nothing. */
export const survival: Command = {
  usage: 'survival FILE [--queries FILE] [--model ID] [--vectors N] [--pin 3,7] [--json]',
  summary: 'leave one demonstration of FILE out at a time, and say how much of its effect the vectors carry',
  options: { model: { type: 'string' }, queries: { type: 'string' }, ...hybridOptions },
  async run(args, { surroundings, engine, progress }) {
    const path = onlyPositional(args, 'FILE');
    const params = hybridParams(args);
    const { cwd, signal } = surroundings;
    const { parseDemonstrations, readQueries } = await import('../linter/reading');
    const { demonstrations } = parseDemonstrations(await readText(path, cwd), { fileName: path });
    const asked = optional(args, 'queries');
    const queries =
      asked === undefined ? undefined : readQueries(await readText(asked, cwd), { fileName: asked });
    const model = await chooseModel(optional(args, 'model'), surroundings);
    const result = await (
      await engine()
    ).survival({ model, demonstrations, ...params, ...(queries && { queries }) }, { signal, progress });
    return { json: result, text: describe(result, demonstrations, queries !== undefined) };
  },
};

function describe(
  { each, vectors, pinnedTokens }: SurvivalResult,
  demonstrations: readonly Demonstration[],
  onQueries: boolean,
): string {
  const rows = each.map((one) => row(one, demonstrations[one.index]));
  const text = pinnedTokens > 0 ? ` and ${pinnedTokens} tokens of text` : '';
  return [
    table([[`${vectors} vectors${text}`, '', 'effect', 'carried'], ...rows]),
    onQueries
      ? 'effect, carried: by how many nats the answers to the queries change without it, under full ICL (root mean square) and the same way under the vectors'
      : 'effect, carried: by how many nats its own output is less probable without it, under full ICL and under the vectors',
  ].join('\n');
}

function row(survival: DemonstrationSurvival, demonstration: Demonstration | undefined): readonly string[] {
  const { index, effect, carried } = survival;
  const shown = `${index + 1}  ${clip(demonstration?.input)} → ${clip(demonstration?.output)}`;
  return [shown, inWords(survivalWords(survival).label), nats(effect), nats(carried)];
}

const nats = (value: number | undefined): string => value?.toFixed(2) ?? '';

function clip(text = ''): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
