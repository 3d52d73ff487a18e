import type { Session } from '../editor/session';

/** Resolves when no task of the user's runs, or when the signal is aborted: a long list of queries lets what is asked for singly pass. */
export function turnOf(session: Pick<Session, 'state' | 'onDidChange'>, signal: AbortSignal): Promise<void> {
  if (!session.state.busy || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      changes.dispose();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const changes = session.onDidChange(({ busy }) => {
      if (!busy) end();
    });
    signal.addEventListener('abort', end, { once: true });
  });
}
