import { stat } from 'node:fs/promises';
import type { CallContext } from '../engine/methods';
import { UserError } from '../shared/errors';
import { describeError } from '../shared/errorText';
import { readVectorFile, vectorStatistics } from '../vectors';
import type { Services } from './services';
import type { SessionVectors } from './sessionState';

/** Nearest vocabulary entries shown for each vector. */
export const nearestCount = 4;

/**
 * Reads a vector file for showing, without the engine.
 * @throws UserError `badVectorFile` or `fileSystem`
 */
export async function loadVectors(path: string): Promise<SessionVectors> {
  const contents = await readVectorFile(path);
  const { size } = await stat(path);
  return {
    path,
    bytes: size,
    contents,
    statistics: vectorStatistics(contents.vectors, contents.count, contents.width),
  };
}

/** Adds the nearest vocabulary entries to the open vectors. They are an extra: failing is logged, and only a cancel is thrown. */
export async function addNearestTokens(
  { engine, models, session, reporter }: Services,
  vectors: SessionVectors,
  context: Partial<CallContext>,
): Promise<void> {
  try {
    const model = await models.forVectors(vectors.contents.metadata);
    const nearest = await engine.nearestTokens({ model, file: vectors.path, count: nearestCount }, context);
    if (session.state.vectors === vectors) session.update({ vectors: { ...vectors, nearest } });
  } catch (error) {
    if (error instanceof UserError && error.code === 'cancelled') throw error;
    reporter.log.warn(`Nearest tokens: ${describeError(error)}`);
  }
}
