import { describeProvider } from './words';
import { sentence } from '../../shared/sentence';
import { verifyModel } from '../../models/verifyModel';
import { demonstrationHash, readVectorFile } from '../../vectors';
import type { CallContext, CompressResult, Engine, ModelChoice, NetworkUse, PredictResult } from '../methods';
import { demonstrations, options } from './example';
import { type Seen, StepFailure } from './steps';

/** What the steps work with. */
export interface Bench {
  readonly engine: Engine;
  readonly model: ModelChoice;
  /** The vector file, in a temporary folder. */
  readonly file: string;
  readonly context: CallContext;
}

type Check<T, P extends unknown[] = []> = (bench: Bench, ...given: P) => Promise<Seen<T>>;

export const intactModel: Check<string> = async ({ model, context }) => {
  const { id, files } = await verifyModel(model.folder, context.signal);
  return { value: id, detail: sentence('{0}, {1} files', id, files.length) };
};

export const loads: Check<true> = async ({ engine, model, context }) => {
  const status = await engine.load({ model }, context);
  return { value: true, detail: describeProvider(status) };
};

export const compresses: Check<CompressResult> = async ({ engine, model, file, context }) => {
  const result = await engine.compress({ model, demonstrations, file }, context);
  const { tokens, vectors, width } = result;
  if (tokens.used !== demonstrations.length)
    throw new StepFailure(
      sentence('Only {0} of {1} demonstrations were read.', tokens.used, demonstrations.length),
    );
  return {
    value: result,
    detail: sentence(
      '{0} demonstrations, {1} tokens, {2} vectors of width {3}',
      tokens.used,
      tokens.total,
      vectors,
      width,
    ),
  };
};

export const readsBack: Check<true, [CompressResult]> = async ({ file }, written) => {
  const { vectors, count, width, metadata } = await readVectorFile(file);
  if (count !== written.vectors || width !== written.width)
    throw new StepFailure(
      sentence('The file holds {0} vectors of width {1}, which are not those written.', count, width),
    );
  if (!vectors.every(Number.isFinite) || vectors.every((value) => value === 0))
    throw new StepFailure(sentence('The file holds numbers that are no vectors: all zero, or not finite.'));
  const hashes = demonstrations.map(demonstrationHash);
  if (metadata.demonstrationSha256.join() !== hashes.join())
    throw new StepFailure(sentence('The file names other demonstrations than those that were compressed.'));
  return {
    value: true,
    detail: sentence('{0} numbers; every demonstration is known by its SHA-256', vectors.length),
  };
};

/** Right answers of each way of answering, of `demonstrations.length`. */
export interface Right {
  readonly zeroShot: number;
  readonly fullIcl: number;
  readonly distilled: number;
}

/** Asks for each demonstration's output, so that the right answers are known to have been shown. */
export const answers: Check<Right> = async ({ engine, model, file, context }) => {
  const right = { zeroShot: 0, fullIcl: 0, distilled: 0 };
  for (const { input, output } of demonstrations) {
    const result = await engine.predict({ model, file, input, options, demonstrations }, context);
    for (const arm of ['zeroShot', 'fullIcl', 'distilled'] as const)
      if (answerOf(result, arm) === output) right[arm] += 1;
  }
  return {
    value: right,
    detail: sentence(
      'of {0} right: zero-shot {1}, full ICL {2}, distilled {3}',
      demonstrations.length,
      right.zeroShot,
      right.fullIcl,
      right.distilled,
    ),
  };
};

function answerOf({ arms }: PredictResult, arm: keyof Right): string {
  const answer = arms[arm];
  const probabilities = answer?.probabilities ?? [];
  const sum = probabilities.reduce((total, one) => total + one, 0);
  if (!answer || probabilities.length !== options.length || Math.abs(sum - 1) > 1e-3)
    throw new StepFailure(
      sentence('The probabilities of {0} are {1}, which is no answer.', arm, probabilities.join(', ')),
    );
  return answer.prediction;
}

/** The embedded models answer all of them with vectors; one wrong is left to rounding on other processors. */
export const vectorsCarry: Check<true, [Right]> = (_bench, { zeroShot, distilled }) => {
  const all = demonstrations.length;
  if (distilled < all - 1 || distilled <= zeroShot)
    throw new StepFailure(
      sentence(
        'With vectors {0} of {1} answers are right and without {2}: this build computes something else than the model was trained to.',
        distilled,
        all,
        zeroShot,
      ),
    );
  return Promise.resolve({
    value: true,
    detail: sentence('{0} more answers are right than without', distilled - zeroShot),
  });
};

/** @param use since before the model was loaded */
export function noConnection(use: NetworkUse): Seen<true> {
  const { sockets, lookups, processes, kernel } = use;
  const begun = sentence(
    '{0} sockets, {1} name look-ups and {2} processes begun',
    sockets,
    lookups,
    processes,
  );
  const listed = kernel
    ? sentence('{0} internet sockets in {1} looks at the list of the kernel', kernel.sockets, kernel.samples)
    : sentence('this system does not list the sockets of native code');
  if (sockets + lookups + processes + (kernel?.sockets ?? 0) > 0)
    throw new StepFailure(
      sentence('The engine used the network ({0}; {1}): please report this.', begun, listed),
    );
  return { value: true, detail: sentence('{0}; {1}', begun, listed) };
}
