import { describeProvider } from './words';
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
  return { value: id, detail: `${id}, ${files.length} files` };
};

export const loads: Check<true> = async ({ engine, model, context }) => {
  const status = await engine.load({ model }, context);
  return { value: true, detail: describeProvider(status) };
};

export const compresses: Check<CompressResult> = async ({ engine, model, file, context }) => {
  const result = await engine.compress({ model, demonstrations, file }, context);
  const { tokens, vectors, width } = result;
  if (tokens.used !== demonstrations.length)
    throw new StepFailure(`Only ${tokens.used} of ${demonstrations.length} demonstrations were read.`);
  return {
    value: result,
    detail: `${tokens.used} demonstrations, ${tokens.total} tokens, ${vectors} vectors of width ${width}`,
  };
};

export const readsBack: Check<true, [CompressResult]> = async ({ file }, written) => {
  const { vectors, count, width, metadata } = await readVectorFile(file);
  if (count !== written.vectors || width !== written.width)
    throw new StepFailure(`The file holds ${count} vectors of width ${width}, which are not those written.`);
  if (!vectors.every(Number.isFinite) || vectors.every((value) => value === 0))
    throw new StepFailure('The file holds numbers that are no vectors: all zero, or not finite.');
  const hashes = demonstrations.map(demonstrationHash);
  if (metadata.demonstrationSha256.join() !== hashes.join())
    throw new StepFailure('The file names other demonstrations than those that were compressed.');
  return { value: true, detail: `${vectors.length} numbers; every demonstration is known by its SHA-256` };
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
  const of = `of ${demonstrations.length} right`;
  return {
    value: right,
    detail: `zero-shot ${right.zeroShot} ${of}, full ICL ${right.fullIcl} ${of}, distilled ${right.distilled} ${of}`,
  };
};

function answerOf({ arms }: PredictResult, arm: keyof Right): string {
  const answer = arms[arm];
  const probabilities = answer?.probabilities ?? [];
  const sum = probabilities.reduce((total, one) => total + one, 0);
  if (!answer || probabilities.length !== options.length || Math.abs(sum - 1) > 1e-3)
    throw new StepFailure(`The probabilities of ${arm} are ${probabilities.join(', ')}, which is no answer.`);
  return answer.prediction;
}

/** The embedded models answer all of them with vectors; one wrong is left to rounding on other processors. */
export const vectorsCarry: Check<true, [Right]> = (_bench, { zeroShot, distilled }) => {
  const all = demonstrations.length;
  if (distilled < all - 1 || distilled <= zeroShot)
    throw new StepFailure(
      `With vectors ${distilled} of ${all} answers are right and without ${zeroShot}: this build computes something else than the model was trained to.`,
    );
  return Promise.resolve({
    value: true,
    detail: `${distilled - zeroShot} more answers are right than without`,
  });
};

/** @param use since before the model was loaded */
export function noConnection(use: NetworkUse): Seen<true> {
  const { sockets, lookups, processes, kernel } = use;
  const counted = `${sockets} sockets, ${lookups} name look-ups and ${processes} processes begun`;
  const listed = kernel
    ? `; ${kernel.sockets} internet sockets in ${kernel.samples} looks at the kernel's list`
    : '; this system does not list the sockets of native code';
  if (sockets + lookups + processes + (kernel?.sockets ?? 0) > 0)
    throw new StepFailure(`The engine used the network (${counted}${listed}): please report this.`);
  return { value: true, detail: counted + listed };
}
