import type { Demonstration } from '../../demonstrations/types';
import { answerTokens, type Manner } from '../../mend/answer';
import { arms } from '../../mend/answerQueries';
import { encodeOptions, fitQuery } from '../../mend/budget';
import { fidelity } from '../../mend/fidelity';
import { checkGeneration } from '../../mend/generate';
import type { Prefix } from '../../mend/targetLm';
import type { LoadedModel } from '../../runtime/loadModel';
import { UserError } from '../../shared/errors';
import { trimText } from '../../shared/trimText';
import { saying } from '../../shared/calls';
import { sentence, type Sentence } from '../../shared/sentence';
import type { Arm, ArmPrediction, Generation, ModelChoice, PredictResult } from '../methods';
import { timedAnswer, type TimedAnswer } from './answer';
import { modelFor, type Operation } from './parts';
import { prefixesOf } from './prefixes';
import { readVectorsFor } from './vectorFiles';

interface Params {
  readonly model: ModelChoice;
  readonly file: string;
  readonly input: string;
  readonly options?: readonly string[];
  readonly demonstrations?: readonly Demonstration[];
  readonly generation?: Generation;
}

const progressText: Readonly<Record<Arm, Sentence>> = {
  zeroShot: sentence('Answering zero-shot'),
  fullIcl: sentence('Answering after all demonstrations'),
  fewerShot: sentence('Answering after fewer demonstrations'),
  distilled: sentence('Answering after the vectors'),
};

function mannerOf(model: LoadedModel, { options, generation = {} }: Params): Manner {
  if (options) {
    const ids = encodeOptions(model.codec, model.manifest.limits, options);
    return { options: options.map(trimText), ids };
  }
  checkGeneration(generation);
  return { generation };
}

/** Answers one query: over the vectors, and where demonstrations are given, in the other three ways too. All read the same query tokens. */
export const predict: Operation<Params, PredictResult> = async (parts, params, context) => {
  const { signal } = context;
  if (trimText(params.input) === '')
    throw new UserError('badInput', sentence('The query is empty: write the input to answer.'));
  const model = await modelFor(parts, params.model, context);
  const manner = mannerOf(model, params);
  const vectors = await readVectorsFor(model, params.file);
  const prefixes: Partial<Record<Arm, Prefix>> = params.demonstrations
    ? await prefixesOf(model, vectors, params.demonstrations, context)
    : { distilled: await model.prefixes.ofVectors(vectors, signal) };
  const query = fitQuery(model.codec, model.manifest.limits, params.input, {
    contextTokens: model.target.contextTokens,
    prefix: Math.max(...Object.values(prefixes).map((prefix) => prefix.length)),
    answer: answerTokens(model.manifest.limits, manner),
  });
  const answers: Partial<Record<Arm, TimedAnswer>> = {};
  const predictions: Partial<Record<Arm, ArmPrediction>> = {};
  for (const arm of arms) {
    const prefix = prefixes[arm];
    if (!prefix) continue;
    context.progress(saying(progressText[arm]));
    const given = await timedAnswer(model, prefix, query.ids, manner, parts.clock, signal);
    answers[arm] = given;
    predictions[arm] = given.prediction;
  }
  const { fullIcl, distilled } = answers;
  return {
    ...('options' in manner && { options: manner.options }),
    arms: predictions,
    ...(fullIcl && distilled && { fidelity: fidelity(fullIcl.next, distilled.next) }),
    queryCut: query.cut,
  };
};
