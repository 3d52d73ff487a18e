import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import { trimText } from '../shared/trimText';
import { answerQueries, type ArmPrefixes } from './answerQueries';
import type { Limits } from './budget';
import { meanFidelity } from './fidelity';
import { accuracy, macroF1 } from './metrics';
import type { Arm, EvaluateArm, Fidelity } from './report';
import type { TargetLM } from './targetLm';
import type { TextCodec } from './template';

export interface LabelledExample {
  readonly input: string;
  readonly output: string;
  readonly options?: readonly string[];
}

export interface Evaluation {
  readonly n: number;
  readonly arms: Readonly<Record<Arm, EvaluateArm>>;
  readonly fidelity: Fidelity;
}

/** Refuses a query that has no options, and one whose right answer is not among them, since no arm could give it. */
export function checkLabelled(
  queries: readonly LabelledExample[],
  common: readonly string[] | undefined,
): void {
  if (queries.length === 0)
    throw new UserError('badInput', sentence('There are no queries to evaluate: give at least one.'));
  queries.forEach(({ output, options = common }, index) => {
    if (!options) {
      throw new UserError(
        'badOptions',
        sentence(
          'Query {0} has no options, and the demonstrations do not say what to choose from: add its "options".',
          index + 1,
        ),
      );
    }
    if (!options.map(trimText).includes(trimText(output))) {
      throw new UserError(
        'badOptions',
        sentence(
          'The answer of query {0}, “{1}”, is not among its options: add it to them.',
          index + 1,
          trimText(output).slice(0, 40),
        ),
      );
    }
  });
}

/** Answers labelled queries as `answerQueries` does, and says how well each arm does. */
export async function evaluate(
  target: TargetLM,
  codec: TextCodec,
  limits: Limits,
  task: {
    readonly prefixes: ArmPrefixes;
    readonly queries: readonly LabelledExample[];
    /** Options of queries that have none of their own; undefined where the demonstrations have no set in common. */
    readonly commonOptions: readonly string[] | undefined;
  },
  done: (count: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<Evaluation> {
  checkLabelled(task.queries, task.commonOptions);
  const rows = await answerQueries(target, codec, limits, task, done, signal);
  const answers = task.queries.map((query) => trimText(query.output));
  const report = (arm: Arm): EvaluateArm => {
    const predictions = rows.map((row) => row.arms[arm].prediction);
    return {
      accuracy: accuracy(predictions, answers),
      macroF1: macroF1(predictions, answers),
      prefixTokens: task.prefixes[arm].length,
    };
  };
  return {
    n: rows.length,
    arms: {
      zeroShot: report('zeroShot'),
      fullIcl: report('fullIcl'),
      fewerShot: report('fewerShot'),
      distilled: report('distilled'),
    },
    fidelity: meanFidelity(rows.map((row) => row.fidelity)),
  };
}
