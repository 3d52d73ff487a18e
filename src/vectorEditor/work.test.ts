import { describe, expect, it } from 'vitest';
import { UserError } from '../shared/errors';
import { Work } from './work';

function watched() {
  const told: string[] = [];
  const sentence = (error: unknown): string | undefined =>
    error instanceof UserError && error.code === 'cancelled' ? undefined : String(error);
  const work: Work = new Work(
    { sentence },
    () => told.push(work.busy ? 'begins' : 'ends'),
    ({ message }) => told.push(message),
  );
  return { work, told };
}

describe('Work', () => {
  it('tells that it begins, how far it is, and that it ends', async () => {
    const { work, told } = watched();
    await work.run('Predicting', async ({ progress }) => progress({ message: 'half' }));
    expect(told).toEqual(['begins', 'half', 'ends']);
    expect(work.error).toBeUndefined();
  });

  it('keeps the sentence of a failure until the next try', async () => {
    const { work } = watched();
    await work.run('Predicting', () => Promise.reject(new Error('broken')));
    expect(work.error).toBe('Error: broken');
    await work.run('Predicting', async () => undefined);
    expect(work.error).toBeUndefined();
  });

  it('runs one thing at a time, and cancels it without calling that a failure', async () => {
    const { work, told } = watched();
    const running = work.run('Predicting', ({ signal }) => {
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(new UserError('cancelled', 'Cancelled.'))),
      );
    });
    await work.run('Another', () => Promise.reject(new Error('ran')));
    expect(told).toEqual(['begins']);
    work.cancel();
    await running;
    expect(told).toEqual(['begins', 'ends']);
    expect(work.error).toBeUndefined();
  });
});
