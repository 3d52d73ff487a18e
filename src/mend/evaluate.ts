import { UserError } from '../shared/errors';
import { trimText } from '../shared/trimText';
import { encodeOptions, fitQuery, type Limits } from './budget';
import { throwIfCancelled } from './cancel';
import { fidelity, meanFidelity } from './fidelity';
import { accuracy, macroF1 } from './metrics';
import type { Arm, EvaluateArm, Fidelity } from './report';
import { rankOptions } from './score';
import type { Prefix, Scored, TargetLM } from './targetLm';
import type { TextCodec } from './template';

export interface LabelledExample {
  readonly input: string;
  readonly output: string;
  readonly options?: readonly string[];
}

export const arms: readonly Arm[] = ['zeroShot', 'fullIcl', 'fewerShot', 'distilled'];

/** What each arm reads in front of the query. */
export type ArmPrefixes = Readonly<Record<Arm, Prefix>>;

export interface Evaluation {
  readonly n: number;
  readonly arms: Readonly<Record<Arm, EvaluateArm>>;
  readonly fidelity: Fidelity;
}

interface Question {
  readonly example: LabelledExample;
  readonly labels: readonly string[];
  readonly options: readonly (readonly number[])[];
}

/** Every query with its options' tokens; refuses one that has none, and one whose right answer is not among them, since no arm could give it. */
function questions(
  codec: TextCodec,
  limits: Limits,
  queries: readonly LabelledExample[],
  common: readonly string[] | undefined,
): readonly Question[] {
  const encoded = new Map<string, Omit<Question, 'example'>>();
  return queries.map((example, index) => {
    const given = example.options ?? common;
    if (!given) {
      throw new UserError(
        'badOptions',
        `Query ${index + 1} has no options, and the demonstrations do not say what to choose from: add its "options".`,
      );
    }
    const key = JSON.stringify(given);
    const known = encoded.get(key) ?? {
      labels: given.map(trimText),
      options: encodeOptions(codec, limits, given),
    };
    encoded.set(key, known);
    if (!known.labels.includes(trimText(example.output))) {
      throw new UserError(
        'badOptions',
        `The answer of query ${index + 1}, “${trimText(example.output).slice(0, 40)}”, is not among its options: add it to them.`,
      );
    }
    return { example, ...known };
  });
}

/**
 * Answers labelled queries with every arm over prefixes made beforehand. All arms read the same tokens of a query. `done` is told after
 * each query how many are answered. Cancellable between runs.
 */
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
  if (task.queries.length === 0)
    throw new UserError('badInput', 'There are no queries to evaluate: give at least one.');
  const asked = questions(codec, limits, task.queries, task.commonOptions);
  const prefix = Math.max(...arms.map((arm) => task.prefixes[arm].length));
  const predictions: Record<Arm, string[]> = { zeroShot: [], fullIcl: [], fewerShot: [], distilled: [] };
  const fidelities: Fidelity[] = [];
  for (const { example, labels, options } of asked) {
    const answer = Math.max(...options.map((option) => option.length));
    const query = fitQuery(codec, limits, example.input, {
      contextTokens: target.contextTokens,
      prefix,
      answer,
    });
    const scored = new Map<Arm, Scored>();
    for (const arm of arms) {
      throwIfCancelled(signal);
      const result = await target.score(task.prefixes[arm], query.ids, options, signal);
      predictions[arm].push(labels[rankOptions(result.optionLogProbs).best] ?? '');
      scored.set(arm, result);
    }
    const [full, distilled] = [scored.get('fullIcl'), scored.get('distilled')];
    if (full && distilled) fidelities.push(fidelity(full.next, distilled.next));
    done(fidelities.length);
  }
  const answers = task.queries.map((query) => trimText(query.output));
  const report = (arm: Arm): EvaluateArm => ({
    accuracy: accuracy(predictions[arm], answers),
    macroF1: macroF1(predictions[arm], answers),
    prefixTokens: task.prefixes[arm].length,
  });
  return {
    n: task.queries.length,
    arms: {
      zeroShot: report('zeroShot'),
      fullIcl: report('fullIcl'),
      fewerShot: report('fewerShot'),
      distilled: report('distilled'),
    },
    fidelity: meanFidelity(fidelities),
  };
}
