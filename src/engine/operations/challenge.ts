import type { Demonstration } from '../../demonstrations/types';
import { throwIfCancelled } from '../../mend/cancel';
import type { ChallengeBench } from '../../mend/challenge/fronts';
import { runChallenge } from '../../mend/challenge/run';
import type { LoadedModel } from '../../runtime/loadModel';
import { trimText } from '../../shared/trimText';
import { saying } from '../../shared/calls';
import { sentence } from '../../shared/sentence';
import type { ChallengeResult, LabelledQuery, ModelChoice } from '../methods';
import { fit } from './demonstrations';
import { describeMachine } from './machine';
import { modelFor, type Operation } from './parts';

interface Params {
  readonly model: ModelChoice;
  readonly demonstrations: readonly Demonstration[];
  readonly queries?: readonly LabelledQuery[];
  readonly vectors?: number;
}

export const challenge: Operation<Params, ChallengeResult> = async (parts, params, context) => {
  const { demonstrations, queries } = params;
  const model = await modelFor(parts, params.model, context);
  fit(model, demonstrations);
  const report = (fraction: number): void =>
    context.progress(saying(sentence('Answering with every arm'), fraction));
  report(0);
  const { target, distiller, codec, manifest } = model;
  const bench: ChallengeBench = {
    target,
    distiller,
    codec,
    limits: manifest.limits,
    embeddings: (ids) => model.embeddings(ids),
    commonEmbedding: await commonEmbedding(model, context.signal),
  };
  const inputs = new Set(demonstrations.map(({ input }) => trimText(input)));
  return {
    seeds: await runChallenge(bench, params, report, context.signal),
    repeated: queries?.filter(({ input }) => inputs.has(trimText(input))).length ?? 0,
    split: queries === undefined,
    model: manifest.id,
    dtype: model.dtype,
    provider: model.provider,
    machine: describeMachine(),
  };
};

/** Token ids looked up at once. */
const STRETCH = 4096;

/** Mean embedding of the vocabulary, `[width]`; it is not read at once, since a large one takes hundreds of megabytes. */
async function commonEmbedding(model: LoadedModel, signal: AbortSignal): Promise<Float32Array> {
  const { vocabulary } = model.manifest.target;
  const { width } = model.distiller;
  const mean = new Float32Array(width);
  for (let start = 0; start < vocabulary; start += STRETCH) {
    throwIfCancelled(signal);
    const length = Math.min(STRETCH, vocabulary - start);
    const rows = await model.embeddings(Array.from({ length }, (_, index) => start + index));
    rows.forEach((value, at) => (mean[at % width] = (mean[at % width] ?? 0) + value / vocabulary));
  }
  return mean;
}
