import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDemonstrations, parseQueries } from '../../src/demonstrations';

const queryFiles = readdirSync('examples').filter((name) => name.endsWith('.queries.jsonl'));
const read = (name: string): string => readFileSync(path.join('examples', name), 'utf8');

/** Examples whose queries are looked up in the demonstrations. */
const TABLES = ['owners'];

describe.each(queryFiles)('%s', (queryFile) => {
  const stem = queryFile.replace('.queries.jsonl', '');
  const file = readdirSync('examples').find((name) => path.parse(name).name === stem) ?? stem;
  const demonstrations = () => parseDemonstrations(read(file), { fileName: file }).demonstrations;

  it(`asks about the sixteen demonstrations of ${file}`, () => {
    expect(demonstrations()).toHaveLength(16);
    for (const { input, output } of demonstrations()) expect([input, output]).not.toContain('');
  });

  it('asks what its task is about, with the right answer among the options', () => {
    const seen = new Map(demonstrations().map(({ input, output }) => [input, output]));
    const queries = parseQueries(read(queryFile), { fileName: queryFile });
    expect(queries).toHaveLength(6);
    for (const { input, output, options } of queries) {
      // A table can only be asked for what stands in it; everything else for what no demonstration has answered already.
      expect(seen.get(input)).toBe(TABLES.includes(stem) ? output : undefined);
      expect(options).toContain(output);
    }
  });
});

it('are examples of every format', () => {
  const extensions = readdirSync('examples').map((name) => path.extname(name));
  expect(extensions).toEqual(expect.arrayContaining(['.md', '.tsv', '.csv', '.txt', '.jsonl', '.py']));
});
