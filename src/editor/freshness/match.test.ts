import { describe, expect, it } from 'vitest';
import { matchBlocks } from './match';

const file = (path: string, hashes: string, created = '2026-01-01') => ({
  path,
  hashes: hashes.split(''),
  created,
});
const own = (path: string) => path.startsWith('/w/notes.md');
const states = (blocks: readonly string[], files: readonly ReturnType<typeof file>[]) =>
  matchBlocks(
    blocks.map((block) => block.split('')),
    files,
    own,
  ).map(({ state, file: found }) => (found ? `${state} ${found.path}` : state));

describe('matchBlocks', () => {
  it('knows a block that nobody has compressed', () => {
    expect(states(['abc'], [])).toEqual(['notCompressed']);
    expect(states(['abc'], [file('/x/other', 'def')])).toEqual(['notCompressed']);
    expect(states([], [file('/w/notes.md.1', 'abc')])).toEqual([]);
  });

  it('is fresh with a file of exactly these demonstrations in this order, wherever it is', () => {
    expect(states(['abc'], [file('/x/other', 'abc')])).toEqual(['fresh /x/other']);
    expect(states(['abc'], [file('/x/other', 'acb')])).toEqual(['stale /x/other']);
    expect(states(['aab'], [file('/w/notes.md.1', 'abb')])).toEqual(['stale /w/notes.md.1']);
  });

  it('prefers the own file, then the newest', () => {
    const files = [
      file('/x/new', 'abc', '2026-03-01'),
      file('/w/notes.md.1', 'abc', '2026-01-01'),
      file('/w/notes.md.2', 'abc', '2026-02-01'),
    ];
    expect(states(['abc'], files)).toEqual(['fresh /w/notes.md.2']);
  });

  it('is stale with an own file that shares a demonstration, and with another that shares most', () => {
    expect(states(['axyz'], [file('/w/notes.md.1', 'abcd')])).toEqual(['stale /w/notes.md.1']);
    expect(states(['axyz'], [file('/x/other', 'abcd')])).toEqual(['notCompressed']);
    expect(states(['abcz'], [file('/x/other', 'abcd')])).toEqual(['stale /x/other']);
    expect(states(['abcz'], [file('/x/other', 'abcd'), file('/w/notes.md.1', 'azzz')])).toEqual([
      'stale /w/notes.md.1',
    ]);
  });

  it('gives each of several blocks its own file', () => {
    const files = [file('/w/notes.md.1', 'abcd'), file('/w/notes.md.2', 'efgh')];
    expect(states(['abcz', 'efgz'], files)).toEqual(['stale /w/notes.md.1', 'stale /w/notes.md.2']);
    expect(states(['efgh', 'abcd'], files)).toEqual(['fresh /w/notes.md.2', 'fresh /w/notes.md.1']);
    // Both share with the first file; it goes to the one that shares more.
    expect(states(['axyz', 'abcz'], files)).toEqual(['notCompressed', 'stale /w/notes.md.1']);
  });

  it('does not take a fresh file for the earlier state of another block', () => {
    expect(states(['abcd', 'axyz'], [file('/w/notes.md.1', 'abcd')])).toEqual([
      'fresh /w/notes.md.1',
      'notCompressed',
    ]);
  });

  it('takes the one own file for the earlier state of an only block of which nothing is left', () => {
    expect(states(['xyz'], [file('/w/notes.md.1', 'abc')])).toEqual(['stale /w/notes.md.1']);
    expect(states(['xyz', 'uvw'], [file('/w/notes.md.1', 'abc')])).toEqual([
      'notCompressed',
      'notCompressed',
    ]);
  });

  it('ignores files without demonstrations, such as imported ones', () => {
    const files = [file('/x/imported', ''), file('/w/notes.md.1', '')];
    expect(states(['abc'], files)).toEqual(['notCompressed']);
  });
});
