import { describe, expect, it, vi } from 'vitest';
import { DisposableStore, toDisposable } from './disposable';

describe('toDisposable', () => {
  it('runs the clean-up once', () => {
    const cleanUp = vi.fn();
    const disposable = toDisposable(cleanUp);
    disposable.dispose();
    disposable.dispose();
    expect(cleanUp).toHaveBeenCalledTimes(1);
  });
});

describe('DisposableStore', () => {
  it('disposes in reverse order', () => {
    const order: number[] = [];
    const store = new DisposableStore();
    for (const n of [1, 2, 3]) store.add(toDisposable(() => order.push(n)));
    store.dispose();
    expect(order).toEqual([3, 2, 1]);
  });

  it('disposes a late registration at once', () => {
    const store = new DisposableStore();
    store.dispose();
    const cleanUp = vi.fn();
    store.add(toDisposable(cleanUp));
    expect(cleanUp).toHaveBeenCalledTimes(1);
    expect(store.isDisposed).toBe(true);
  });

  it('disposes the rest when one throws, and tells', () => {
    const store = new DisposableStore();
    const first = vi.fn();
    store.add(toDisposable(first));
    store.add({
      dispose: () => {
        throw new Error('stuck');
      },
    });
    expect(() => store.dispose()).toThrow(AggregateError);
    expect(first).toHaveBeenCalledTimes(1);
  });

  it('removes and disposes one, once', () => {
    const store = new DisposableStore();
    const cleanUp = vi.fn();
    const item = store.add({ dispose: cleanUp });
    store.remove(item);
    store.remove(item);
    store.dispose();
    expect(cleanUp).toHaveBeenCalledTimes(1);
  });
});
