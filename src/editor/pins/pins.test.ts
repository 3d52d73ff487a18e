import { describe, expect, it } from 'vitest';
import { demonstrationKeys } from './keys';
import { Pins } from './pins';

function memory(stored?: unknown): { get(): unknown; update(key: string, value: unknown): Promise<void> } {
  let value = stored;
  return {
    get: () => value,
    update: (_, given) => {
      // As VS Code does: what is not JSON is lost.
      value = JSON.parse(JSON.stringify(given));
      return Promise.resolve();
    },
  };
}

const [document, other] = ['file:///a.md', 'file:///b.md'];

describe('demonstrationKeys', () => {
  it('tells repeats apart', () => {
    expect(demonstrationKeys(['a', 'b', 'a', 'a'])).toEqual(['a', 'b', 'a#1', 'a#2']);
  });
});

describe('Pins', () => {
  it('remembers what was pinned, over a restart too', () => {
    const storage = memory();
    const pins = new Pins(storage);
    expect(pins.of(document, ['a', 'b'])).toEqual([]);
    pins.set(document, ['a', 'b', 'c'], [2, 0]);
    for (const known of [pins, new Pins(storage)]) {
      expect(known.of(document, ['a', 'b', 'c'])).toEqual([0, 2]);
      expect(known.of(other, ['a', 'b', 'c'])).toEqual([]);
    }
  });

  it('follows a demonstration that moves, and forgets one that is changed', () => {
    const pins = new Pins(memory());
    pins.set(document, ['a', 'b'], [1]);
    expect(pins.of(document, ['new', 'b', 'a'])).toEqual([1]);
    expect(pins.of(document, ['a', 'b changed'])).toEqual([]);
  });

  it('pins one of several that are the same', () => {
    const pins = new Pins(memory());
    pins.set(document, ['a', 'a', 'a'], [1]);
    expect(pins.of(document, ['a', 'a', 'a'])).toEqual([1]);
  });

  it('takes from the vector file what was not said here', () => {
    const file = { hashes: ['a', 'b'], metadata: { pinned: [{ index: 1 }] } };
    const pins = new Pins(memory());
    expect(pins.of(document, ['a', 'b', 'c'], file)).toEqual([1]);
    pins.set(document, ['a', 'b', 'c'], []);
    expect(pins.of(document, ['a', 'b', 'c'], file)).toEqual([]);
  });

  it('keeps the pins of other blocks of a document, and tells of changes', () => {
    const pins = new Pins(memory());
    let changes = 0;
    pins.onDidChange(() => (changes += 1));
    pins.set(document, ['a'], [0]);
    pins.set(document, ['b'], [0]);
    expect(pins.of(document, ['a', 'b'])).toEqual([0, 1]);
    expect(changes).toBe(2);
  });

  it('forgets the documents pinned in first', () => {
    const storage = memory();
    const pins = new Pins(storage);
    for (let number = 0; number < 120; number++) pins.set(`file:///${number}`, ['a'], [0]);
    const again = new Pins(storage);
    expect(again.of('file:///19', ['a'])).toEqual([]);
    expect(again.of('file:///20', ['a'])).toEqual([0]);
  });

  it.each([[undefined], [7], [[['x']]], [[['file:///a.md', [['a', 'yes']]]]], [{ a: 1 }]])(
    'takes nothing from %j',
    (stored) => {
      expect(new Pins(memory(stored)).of(document, ['a'])).toEqual([]);
    },
  );
});
