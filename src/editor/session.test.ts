import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Session } from './session';

class FakeStorage {
  readonly values = new Map<string, unknown>();
  writes = 0;
  get = (key: string): unknown => this.values.get(key);
  update = (key: string, value: unknown): Promise<void> => {
    this.writes++;
    // As VS Code does: only what JSON can say survives.
    this.values.set(key, JSON.parse(JSON.stringify(value)));
    return Promise.resolve();
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Session', () => {
  it('tells about changes and stores them together', () => {
    const storage = new FakeStorage();
    const session = new Session(storage);
    const seen: (string | undefined)[] = [];
    session.onDidChange(({ error }) => seen.push(error));
    session.update({ error: 'first' });
    session.update({ error: 'second', provider: 'cpu' });
    expect(seen).toEqual(['first', 'second']);
    expect(storage.writes).toBe(0);
    vi.advanceTimersByTime(1000);
    expect(storage.writes).toBe(1);
    expect(new Session(storage).stored()).toMatchObject({ version: 1, provider: 'cpu' });
  });

  it('does not send back what was typed, but keeps it', () => {
    const storage = new FakeStorage();
    const session = new Session(storage);
    const changed = vi.fn();
    session.onDidChange(changed);
    session.type({ input: 'half a quer', options: 'a, b' });
    expect(changed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    expect(new Session(storage).stored()?.draft).toEqual({ input: 'half a quer', options: 'a, b' });
  });

  it('reports progress apart and does not store it', () => {
    const storage = new FakeStorage();
    const session = new Session(storage);
    const changed = vi.fn();
    const progressed = vi.fn();
    session.onDidChange(changed);
    session.onDidProgress(progressed);
    session.progress({ title: 'Compressing', message: 'reading' });
    expect(changed).not.toHaveBeenCalled();
    expect(progressed).toHaveBeenCalledWith({ title: 'Compressing', message: 'reading' });
    expect(session.state.busy?.message).toBe('reading');
    vi.advanceTimersByTime(1000);
    expect(storage.writes).toBe(0);
  });

  it('stores what is pending when it is disposed', () => {
    const storage = new FakeStorage();
    const session = new Session(storage);
    session.type({ input: 'last', options: '' });
    session.dispose();
    expect(new Session(storage).stored()?.draft.input).toBe('last');
  });

  it.each([undefined, null, 'text', {}, { version: 2 }])(
    'ignores what it can not have stored: %j',
    (value) => {
      const storage = new FakeStorage();
      storage.values.set('mend.session', value);
      expect(new Session(storage).stored()).toBeUndefined();
    },
  );
});
