import { measuredOn } from '../engine/measuredOn';
import { breakEvenReport } from '../mend/breakEven/report';
import { verdict } from '../mend/breakEven/verdict';
import { phases } from '../mend/breakEven/breakEven';
import { inWords } from '../shared/sentence';
import { type Command, onlyPositional, optional } from './command';
import { readText } from './files';
import { chooseModel } from './modelChoice';
import { vectorCount } from './numbers';

/** `mend break-even`: what zero-shot, full ICL, exact KV and the vectors cost here, and which pays from how many queries on. */
export const breakEvenCommand: Command = {
  usage: 'break-even FILE [--model ID] [--vectors N] [--json]',
  summary:
    'measure here what each way of answering with the demonstrations in FILE costs, and say which pays',
  options: { model: { type: 'string' }, vectors: { type: 'string' } },
  async run(args, { surroundings, engine, progress }) {
    const path = onlyPositional(args, 'FILE');
    const vectors = vectorCount(args);
    const { cwd, signal } = surroundings;
    const { parseDemonstrations } = await import('../linter/reading');
    const { demonstrations } = parseDemonstrations(await readText(path, cwd), { fileName: path });
    const model = await chooseModel(optional(args, 'model'), surroundings);
    const params = { model, demonstrations, ...(vectors !== undefined && { vectors }) };
    const result = await (await engine()).breakEven(params, { signal, progress });
    return {
      json: { verdict: inWords(verdict(result.costs)), phases: phases(result.costs), ...result },
      text: breakEvenReport(result, measuredOn(result)).trimEnd(),
    };
  },
};
