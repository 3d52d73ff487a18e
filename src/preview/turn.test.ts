import { describe, expect, it } from 'vitest';
import { Session } from '../editor/session';
import { turnOf } from './turn';

const session = () => new Session({ get: () => undefined, update: () => Promise.resolve() });

describe('turnOf', () => {
  it('waits for the task that runs', async () => {
    const one = session();
    const { signal } = new AbortController();
    await turnOf(one, signal);
    one.update({ busy: { title: 'Compressing', message: '' } });
    let came = false;
    const turn = turnOf(one, signal).then(() => (came = true));
    one.update({ draft: { input: 'a', options: '' } });
    await Promise.resolve();
    expect(came).toBe(false);
    one.update({ busy: undefined });
    await turn;
    one.dispose();
  });

  it('waits no longer than its signal', async () => {
    const one = session();
    one.update({ busy: { title: 'Compressing', message: '' } });
    const controller = new AbortController();
    const turn = turnOf(one, controller.signal);
    controller.abort();
    await turn;
    one.dispose();
  });
});
