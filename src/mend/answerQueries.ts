import { trimText } from '../shared/trimText';
import { answer, type Answer, answerTokens, type Manner } from './answer';
import { encodeOptions, fitQuery, type Limits } from './budget';
import { throwIfCancelled } from './cancel';
import { fidelity } from './fidelity';
import { checkGeneration } from './generate';
import type { Arm, ArmAnswer, Generation, QueryAnswers } from './report';
import type { Prefix, TargetLM } from './targetLm';
import type { TextCodec } from './template';

export const arms: readonly Arm[] = ['zeroShot', 'fullIcl', 'fewerShot', 'distilled'];

/** What each arm reads in front of the query. */
export type ArmPrefixes = Readonly<Record<Arm, Prefix>>;

export interface Query {
  readonly input: string;
  readonly options?: readonly string[];
}

export interface QueriesTask {
  readonly prefixes: ArmPrefixes;
  readonly queries: readonly Query[];
  /** Options of queries that have none of their own; where the demonstrations have no set in common either, text is generated. */
  readonly commonOptions: readonly string[] | undefined;
  readonly generation?: Generation;
}

/** How each query is answered. @throws UserError `badOptions` before anything is run */
function mannersOf(
  codec: TextCodec,
  limits: Limits,
  { queries, commonOptions, generation = {} }: QueriesTask,
): readonly Manner[] {
  checkGeneration(generation);
  const known = new Map<string, Manner>();
  return queries.map(({ options = commonOptions }) => {
    if (!options) return { generation };
    const key = JSON.stringify(options);
    const manner = known.get(key) ?? {
      options: options.map(trimText),
      ids: encodeOptions(codec, limits, options),
    };
    known.set(key, manner);
    return manner;
  });
}

/**
 * Answers queries with every arm over prefixes made beforehand. All arms read the same tokens of a query, and a query's answers do not depend
 * on the others. `done` is told after each query how many are answered. Cancellable between runs.
 */
export async function answerQueries(
  target: TargetLM,
  codec: TextCodec,
  limits: Limits,
  task: QueriesTask,
  done: (count: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<readonly QueryAnswers[]> {
  const manners = mannersOf(codec, limits, task);
  const prefix = Math.max(...arms.map((arm) => task.prefixes[arm].length));
  const rows: QueryAnswers[] = [];
  for (const [index, { input }] of task.queries.entries()) {
    const manner = manners[index] ?? { generation: {} };
    const space = { contextTokens: target.contextTokens, prefix, answer: answerTokens(limits, manner) };
    const query = fitQuery(codec, limits, input, space);
    const ask = (arm: Arm): Promise<Answer> => {
      throwIfCancelled(signal);
      return answer(target, codec, task.prefixes[arm], query.ids, manner, signal);
    };
    const zeroShot = await ask('zeroShot');
    const fullIcl = await ask('fullIcl');
    const fewerShot = await ask('fewerShot');
    const distilled = await ask('distilled');
    rows.push({
      arms: {
        zeroShot: shown(zeroShot),
        fullIcl: shown(fullIcl),
        fewerShot: shown(fewerShot),
        distilled: shown(distilled),
      },
      fidelity: fidelity(fullIcl.next, distilled.next),
      queryCut: query.cut,
    });
    done(rows.length);
  }
  return rows;
}

function shown({ prediction, probabilities }: Answer): ArmAnswer {
  return probabilities ? { prediction, probability: Math.max(...probabilities) } : { prediction };
}
