import type { EvaluateResult } from '../engine/methods';
import { type Command, optional, required, UsageError } from './command';
import { readText } from './files';
import { chooseModel } from './modelChoice';
import { hybridOptions, hybridParams } from './numbers';
import { armNames, table } from './table';

/** `mend evaluate`: how well labelled queries are answered in each of the four ways. */
export const evaluate: Command = {
  usage: 'evaluate --demos FILE --queries FILE [--model ID] [--vectors N] [--pin 3,7] [--json]',
  summary: 'measure zero-shot, full ICL, fewer-shot and distilled answers on labelled queries (JSON Lines)',
  options: {
    demos: { type: 'string' },
    queries: { type: 'string' },
    model: { type: 'string' },
    ...hybridOptions,
  },
  async run(args, { surroundings, engine, progress }) {
    const [extra] = args.positionals;
    if (extra !== undefined) throw new UsageError(`there is no argument ${JSON.stringify(extra)}`);
    const [demos, queries] = [required(args, 'demos'), required(args, 'queries')];
    const hybrid = hybridParams(args);
    const { cwd, signal } = surroundings;
    const { parseDemonstrations, parseQueries } = await import('../linter/reading');
    const { demonstrations } = parseDemonstrations(await readText(demos, cwd), { fileName: demos });
    const params = {
      model: await chooseModel(optional(args, 'model'), surroundings),
      demonstrations,
      queries: parseQueries(await readText(queries, cwd), { fileName: queries }),
      ...hybrid,
    };
    const result = await (await engine()).evaluate(params, { signal, progress });
    return { json: result, text: describe(result) };
  },
};

function describe({ n, arms, fidelity, queriesPerSecond }: EvaluateResult): string {
  const rows = (['zeroShot', 'fullIcl', 'fewerShot', 'distilled'] as const).map((arm) => {
    const { accuracy, macroF1, prefixTokens } = arms[arm];
    return [armNames[arm], accuracy.toFixed(3), macroF1.toFixed(3), prefixTokens.toFixed(0)];
  });
  return [
    table([[`${n} queries`, 'accuracy', 'macro-F1', 'tokens in front'], ...rows]),
    `fidelity to full ICL: KL ${fidelity.kl.toFixed(3)} nats, same first token in ${(fidelity.top1Agreement * 100).toFixed(1)} %`,
    `${queriesPerSecond.toFixed(1)} queries/s`,
  ].join('\n');
}
