import { inferOptions } from '../../demonstrations/options';
import type { Demonstration } from '../../demonstrations/types';
import { answerQueries as answerAll } from '../../mend/answerQueries';
import { saying } from '../../shared/calls';
import { sentence } from '../../shared/sentence';
import type { AnswersResult, Generation, ModelChoice, Query } from '../methods';
import { distilled } from './distilled';
import { modelFor, type Operation } from './parts';
import { prefixesOf } from './prefixes';
import { refuseEmptyQueries } from './refuseEmptyQueries';
import { readVectorsFor } from './vectorFiles';

interface Params {
  readonly model: ModelChoice;
  readonly demonstrations: readonly Demonstration[];
  readonly queries: readonly Query[];
  readonly file?: string;
  readonly vectors?: number;
  readonly generation?: Generation;
}

/** Answers a page of queries with every arm. Prefixes and vectors are kept, so that the next page costs its queries alone. */
export const answerQueries: Operation<Params, AnswersResult> = async (parts, params, context) => {
  const { demonstrations, queries, file, generation } = params;
  refuseEmptyQueries(queries);
  const model = await modelFor(parts, params.model, context);
  const vectors =
    file === undefined
      ? await distilled(model, demonstrations, params, context)
      : await readVectorsFor(model, file);
  const prefixes = await prefixesOf(model, vectors, demonstrations, context);
  const commonOptions = inferOptions(demonstrations);
  const task = { prefixes, queries, commonOptions, ...(generation && { generation }) };
  const done = (count: number): void =>
    context.progress(
      saying(sentence('Answered {0} of {1} queries', count, queries.length), count / queries.length),
    );
  const { target, codec, manifest } = model;
  const rows = await answerAll(target, codec, manifest.limits, task, done, context.signal);
  const { zeroShot, fullIcl, fewerShot } = prefixes;
  return {
    rows,
    prefixTokens: {
      zeroShot: zeroShot.length,
      fullIcl: fullIcl.length,
      fewerShot: fewerShot.length,
      distilled: prefixes.distilled.length,
    },
  };
};
