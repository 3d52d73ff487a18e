import type { Demonstration } from '../../demonstrations/types';
import { fewerDemonstrations, fitDemonstrations, fitQuery, type Limits, tokensOf } from '../budget';
import { distil } from '../distil';
import type { Distiller, TargetLM } from '../targetLm';
import type { TextCodec } from '../template';
import type { ChallengeArm } from './arms';
import { type Draw, shuffled, stream } from './draw';
import { cosine, meanRow, pool } from './embeddings';
import type { Front } from './front';
import { randomVectors } from './randomVectors';
import { mostInformative, selfInformation } from './selfInformation';
import { thatFit, tokensOfEach } from './shots';

/** What the arms are made with. */
export interface ChallengeBench {
  readonly target: TargetLM;
  readonly distiller: Distiller;
  readonly codec: TextCodec;
  readonly limits: Limits;
  /** The target LM's embeddings of token ids (at least one), `[ids, width]`. */
  embeddings(ids: readonly number[]): Promise<Float32Array>;
  /** Mean embedding of the whole vocabulary, `[width]`. */
  readonly commonEmbedding: Float32Array;
}

/** What each arm puts in front of each query of a draw; the same object where it is the same. */
export interface Fronts {
  readonly of: Readonly<Record<ChallengeArm, (query: number) => Front>>;
  /** Demonstrations read by full ICL and the distiller. */
  readonly demonstrations: number;
  /** Vectors, and so the tokens that every rival but full ICL may take. */
  readonly room: number;
}

/** Makes everything of a seed but the prefixes. @param vectors default: as many as are usual for the demonstrations */
export async function frontsOf(
  bench: ChallengeBench,
  { demonstrations, queries }: Draw,
  seed: number,
  vectors: number | undefined,
  signal?: AbortSignal,
): Promise<Fronts> {
  const { target, distiller, codec, limits } = bench;
  const fitted = fitDemonstrations(codec, limits, demonstrations);
  const ids = tokensOf(fitted);
  const distilled = await distil(distiller, fitted.kept, vectors, signal);
  const { count: room, width } = distilled;
  const each = tokensOfEach(codec, limits, demonstrations);
  const pooled = pool(await bench.embeddings(ids), width, room);
  const information = await selfInformation(target, ids, signal);
  const inputs = queries.map(({ example }) => example.input);
  const nearest = await nearestShots(bench, demonstrations, each, inputs, room);
  const fixed = (front: Front) => () => front;
  const tokens = (all: readonly number[]) => fixed({ tokens: all });
  return {
    of: {
      'zero-shot': tokens([]),
      'full ICL': tokens(ids),
      'fewer shots': tokens(fewerDemonstrations(fitted, room)),
      'random shots': tokens(thatFit(shuffled(each, stream(seed, 'random shots')), room)),
      'nearest shots': (query) => nearest[query] ?? { tokens: [] },
      'mean embeddings': fixed({ vectors: { data: pooled, count: pooled.length / width, width } }),
      'random vectors': fixed({ vectors: randomVectors(distilled, stream(seed, 'random vectors')) }),
      'compressed text': tokens(mostInformative(ids, information, room)),
      distilled: fixed({ vectors: distilled }),
    },
    demonstrations: fitted.report.used,
    room,
  };
}

/**
 * For each query the demonstrations most like it: by the cosine of mean token embeddings of the inputs, less the mean of the vocabulary. As
 * `NearestArm` of training/mend_training/baselines/choice.py.
 */
async function nearestShots(
  bench: ChallengeBench,
  demonstrations: readonly Demonstration[],
  each: readonly (readonly number[] | undefined)[],
  inputs: readonly string[],
  room: number,
): Promise<readonly Front[]> {
  const shown: Float32Array[] = [];
  for (const { input } of demonstrations) shown.push(await meaning(bench, input));
  const fronts: Front[] = [];
  for (const input of inputs) {
    const asked = await meaning(bench, input);
    const alike = shown.map((one) => cosine(asked, one));
    const order = each.map((_, place) => place);
    order.sort((one, other) => (alike[other] ?? 0) - (alike[one] ?? 0) || one - other);
    fronts.push({
      tokens: thatFit(
        order.map((place) => each[place]),
        room,
      ),
    });
  }
  return fronts;
}

async function meaning(bench: ChallengeBench, input: string): Promise<Float32Array> {
  const { codec, limits, commonEmbedding } = bench;
  const alone = { contextTokens: Infinity, prefix: 0, answer: 0 };
  const { ids } = fitQuery(codec, limits, input, alone);
  if (ids.length === 0) return new Float32Array(commonEmbedding.length);
  const mean = meanRow(await bench.embeddings(ids), commonEmbedding.length);
  return mean.map((value, at) => value - (commonEmbedding[at] ?? 0));
}
