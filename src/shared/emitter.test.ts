import { describe, expect, it, vi } from 'vitest';
import { Emitter } from './emitter';

describe('Emitter', () => {
  it('reaches every listener until it unsubscribes', () => {
    const emitter = new Emitter<number>();
    const seen: string[] = [];
    const first = emitter.event((n) => seen.push(`a${n}`));
    emitter.event((n) => seen.push(`b${n}`));
    emitter.fire(1);
    first.dispose();
    emitter.fire(2);
    expect(seen).toEqual(['a1', 'b1', 'b2']);
  });

  it('keeps the same function subscribed twice apart', () => {
    const emitter = new Emitter<void>();
    const listener = vi.fn();
    const first = emitter.event(listener);
    emitter.event(listener);
    first.dispose();
    emitter.fire();
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('goes on after a listener that throws and reports it', () => {
    const onError = vi.fn();
    const emitter = new Emitter<void>(onError);
    const later = vi.fn();
    emitter.event(() => {
      throw new Error('bad listener');
    });
    emitter.event(later);
    emitter.fire();
    expect(later).toHaveBeenCalledTimes(1);
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ message: 'bad listener' }));
  });

  it('reaches nobody after dispose', () => {
    const emitter = new Emitter<void>();
    const before = vi.fn();
    const after = vi.fn();
    emitter.event(before);
    emitter.dispose();
    emitter.event(after);
    emitter.fire();
    expect(before).not.toHaveBeenCalled();
    expect(after).not.toHaveBeenCalled();
  });
});
