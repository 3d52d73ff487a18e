import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WhenVisible } from './whenVisible';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('WhenVisible', () => {
  it('runs once, a moment after the last reason', () => {
    const run = vi.fn();
    const live = new WhenVisible(() => true, 100, run);
    live.soon();
    vi.advanceTimersByTime(60);
    live.soon();
    vi.advanceTimersByTime(60);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(60);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('waits while hidden, and runs when shown if there was a reason', () => {
    let visible = false;
    const run = vi.fn();
    const live = new WhenVisible(() => visible, 100, run);
    live.shown();
    live.soon();
    vi.advanceTimersByTime(1000);
    expect(run).not.toHaveBeenCalled();
    visible = true;
    live.shown();
    live.shown();
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('does nothing any more when disposed', () => {
    const run = vi.fn();
    const live = new WhenVisible(() => true, 100, run);
    live.soon();
    live.dispose();
    vi.advanceTimersByTime(1000);
    expect(run).not.toHaveBeenCalled();
  });
});
