import type { DemonstrationSurvival, SurvivalResult } from '../engine/methods';
import type { Demonstration } from '../demonstrations/types';
import { inWords } from '../shared/sentence';
import { survivalWords } from '../mend/survivalWords';
import { type Command, onlyPositional, optional } from './command';
import { readText } from './files';
import { chooseModel } from './modelChoice';
import { hybridOptions, hybridParams } from './numbers';
import { table } from './table';

/** `mend survival`: how much of each demonstration the vectors carry. Writes nothing. */
export const survival: Command = {
  usage: 'survival FILE [--model ID] [--vectors N] [--pin 3,7] [--json]',
  summary: 'leave one demonstration of FILE out at a time, and say how much of its effect the vectors carry',
  options: { model: { type: 'string' }, ...hybridOptions },
  async run(args, { surroundings, engine, progress }) {
    const path = onlyPositional(args, 'FILE');
    const params = hybridParams(args);
    const { cwd, signal } = surroundings;
    const { parseDemonstrations } = await import('../linter/reading');
    const { demonstrations } = parseDemonstrations(await readText(path, cwd), { fileName: path });
    const model = await chooseModel(optional(args, 'model'), surroundings);
    const result = await (
      await engine()
    ).survival({ model, demonstrations, ...params }, { signal, progress });
    return { json: result, text: describe(result, demonstrations) };
  },
};

function describe({ each, vectors, pinnedTokens }: SurvivalResult, demonstrations: readonly Demonstration[]): string {
  const rows = each.map((one) => row(one, demonstrations[one.index]));
  const text = pinnedTokens > 0 ? ` and ${pinnedTokens} tokens of text` : '';
  return [
    table([['', 'input', 'output', 'effect', 'carried'], ...rows].map(leftFirst)),
    `${vectors} vectors${text}; effect and carried: nats by which its own output is more probable with it than without it`,
  ].join('\n');
}
