import { describeError } from '../shared/errorText';
import { loadVectors } from './loadVectors';
import type { Services } from './services';

/**
 * Brings back what an earlier window left, without starting the engine. Does nothing once there is something, and drops vectors whose file is gone.
 */
export async function restoreSession({ session, models, reporter }: Services): Promise<void> {
  const stored = session.stored();
  const { vectors, demonstrations } = session.state;
  if (!stored || vectors || demonstrations || session.state.busy) return;
  try {
    const opened = stored.vectors && (await loadVectors(models, stored.vectors.file));
    session.update({
      demonstrations: stored.demonstrations,
      prediction: opened && stored.prediction,
      draft: stored.draft,
      provider: stored.provider,
      vectors: opened && { ...opened, nearest: stored.vectors?.nearest },
    });
  } catch (error) {
    reporter.log.warn(`Could not bring back the last session: ${describeError(error)}`);
    session.update({ draft: stored.draft });
  }
}
