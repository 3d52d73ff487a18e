import { describe, expect, it } from 'vitest';
import { askInPages, nextSize } from './pages';

describe('nextSize', () => {
  it('aims at half a second a page, from one query to 250', () => {
    expect(nextSize(10, 500)).toBe(10);
    expect(nextSize(10, 250)).toBe(20);
    expect(nextSize(10, 5000)).toBe(1);
    expect(nextSize(1, 0)).toBe(4);
    expect(nextSize(200, 1)).toBe(250);
  });
});

describe('askInPages', () => {
  const places = Array.from({ length: 100 }, (_, index) => 99 - index);

  it('asks for every place once, in order, in growing pages', async () => {
    let now = 0;
    const pages: number[][] = [];
    await askInPages(
      places,
      (page) => {
        pages.push([...page]);
        now += page.length * 20;
        return Promise.resolve();
      },
      { signal: new AbortController().signal, turn: () => Promise.resolve(), clock: () => now },
    );
    expect(pages.flat()).toEqual(places);
    expect(pages.map(({ length }) => length)).toEqual([1, 4, 16, 25, 25, 25, 4]);
  });

  it('stops between pages when cancelled, also while it waits for its turn', async () => {
    const controller = new AbortController();
    let asked = 0;
    const running = askInPages(
      places,
      () => {
        asked += 1;
        return Promise.resolve();
      },
      {
        signal: controller.signal,
        turn: () => Promise.resolve(asked === 2 ? controller.abort() : undefined),
        clock: () => 0,
      },
    );
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(asked).toBe(2);
  });
});
