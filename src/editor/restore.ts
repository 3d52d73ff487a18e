import { describeError } from '../shared/errorText';
import { loadVectors } from './loadVectors';
import type { Services } from './services';
import type { StoredSession } from './sessionState';

/** Brings back what an earlier window left, without starting the engine. Does nothing once there is something. */
export async function restoreSession({
  session,
  reporter,
}: Pick<Services, 'session' | 'reporter'>): Promise<void> {
  const stored = session.stored();
  const { vectors, demonstrations, busy } = session.state;
  if (!stored || vectors || demonstrations || busy) return;
  try {
    session.update(await restored(stored));
  } catch (error) {
    // The file was deleted or replaced meanwhile: what was compressed or answered with it is gone too.
    reporter.log.warn(`The last session was not brought back: ${describeError(error)}`);
  }
}

async function restored({ vectors, demonstrations, prediction, draft, provider }: StoredSession) {
  if (!vectors) return { draft };
  const opened = await loadVectors(vectors.path);
  return {
    demonstrations,
    prediction,
    draft,
    provider,
    vectors: { ...opened, ...(vectors.nearest && { nearest: vectors.nearest }) },
  };
}
