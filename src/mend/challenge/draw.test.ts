import { describe, expect, it } from 'vitest';
import { challengeSeeds, checkQueries, draw, shuffled, stream } from './draw';

const demonstrations = Array.from({ length: 12 }, (_, index) => ({
  input: `text ${index}`,
  output: index % 2 === 0 ? 'even' : 'odd',
}));
const queries = demonstrations.slice(0, 5).map(({ input, output }) => ({ input: `${input}?`, output }));

describe('draw', () => {
  it('draws the order of the demonstrations, another for each seed, and asks all queries in theirs', () => {
    const orders = challengeSeeds.map((seed) => {
      const drawn = draw(demonstrations, queries, seed);
      expect(
        [...drawn.demonstrations].sort((a, b) => demonstrations.indexOf(a) - demonstrations.indexOf(b)),
      ).toEqual(demonstrations);
      expect(drawn.queries).toEqual(queries.map((example, place) => ({ place, example })));
      return JSON.stringify(drawn.demonstrations);
    });
    expect(new Set(orders).size).toBe(challengeSeeds.length);
  });

  it('without queries lets one half demonstrate and the other ask', () => {
    const drawn = draw(demonstrations, undefined, 13);
    expect(drawn.demonstrations).toHaveLength(6);
    const asked = drawn.queries.map(({ example }) => example);
    expect(new Set([...drawn.demonstrations, ...asked])).toEqual(new Set(demonstrations));
    for (const { place, example } of drawn.queries) expect(example).toBe(demonstrations[place]);
    expect(draw(demonstrations, undefined, 21)).not.toEqual(drawn);
  });

  it('is the same for the same seed', () => {
    expect(draw(demonstrations, queries, 42)).toEqual(draw(demonstrations, queries, 42));
  });

  it('draws every order about as often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 600; seed++) {
      const order = shuffled([1, 2, 3], stream(seed, 'draw')).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // 100 each are expected; four standard deviations.
    for (const count of counts.values())
      expect(Math.abs(count - 100)).toBeLessThan(4 * Math.sqrt(600 * (1 / 6) * (5 / 6)));
  });
});

describe('checkQueries', () => {
  const refusal = (message: RegExp): unknown =>
    expect.objectContaining({ code: 'badInput', message: expect.stringMatching(message) as string });
  const failure = (check: () => void): unknown => {
    try {
      check();
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it('takes five queries, or ten rows to split', () => {
    expect(failure(() => checkQueries(demonstrations, queries))).toBeUndefined();
    expect(failure(() => checkQueries(demonstrations.slice(0, 10)))).toBeUndefined();
  });

  it('refuses too few', () => {
    expect(failure(() => checkQueries(demonstrations, queries.slice(1)))).toEqual(
      refusal(/^There are 4 labelled queries, too few .*: give at least 5\.$/),
    );
    expect(failure(() => checkQueries(demonstrations.slice(0, 8)))).toEqual(
      refusal(/^Half of 8 demonstrations leaves 4 queries, .*: give .* or at least 10 demonstrations\.$/),
    );
  });

  it('refuses queries that all have the same answer', () => {
    const same = queries.map(({ input }) => ({ input, output: ' even ' }));
    expect(failure(() => checkQueries(demonstrations, same))).toEqual(
      refusal(/^All queries have the same answer, “even”, .*: add queries with other answers\.$/),
    );
    expect(failure(() => checkQueries(same.concat(same, same)))).toEqual(
      refusal(/^All queries have the same/),
    );
  });
});
