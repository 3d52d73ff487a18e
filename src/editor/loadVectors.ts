import type { CallContext } from '../engine/methods';
import { describeError } from '../shared/errorText';
import { readVectorFile } from '../vectors';
import type { Services } from './services';
import type { SessionVectors } from './sessionState';

/** Nearest vocabulary entries shown for each vector. */
const nearestCount = 4;

/**
 * Reads a vector file for showing.
 * @param modelFolder absolute folder of the model it was made for
 * @throws UserError `badVectorFile` or `fileSystem`
 */
export async function loadVectors(
  { engine }: Pick<Services, 'engine'>,
  file: string,
  modelFolder: string,
): Promise<SessionVectors> {
  const [info, contents] = await Promise.all([engine.inspect({ file }), readVectorFile(file)]);
  return { info, file: contents, modelFolder };
}

/** Adds the nearest vocabulary entries to the open vectors. They are an extra: failing is logged, and only a cancel is thrown. */
export async function withNearestTokens(
  services: Services,
  vectors: SessionVectors,
  context: Partial<CallContext>,
): Promise<void> {
  const { engine, session, reporter } = services;
  try {
    const params = { model: { folder: vectors.modelFolder }, file: vectors.info.file, count: nearestCount };
    const nearest = await engine.nearestTokens(params, context);
    if (session.state.vectors === vectors) session.update({ vectors: { ...vectors, nearest } });
  } catch (error) {
    reporter.log.warn(`Nearest tokens: ${describeError(error)}`);
  }
}
