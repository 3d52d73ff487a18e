import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDemonstrations, parseQueries } from '../../src/demonstrations';

const queryFiles = readdirSync('examples').filter((name) => name.endsWith('.queries.jsonl'));
const read = (name: string): string => readFileSync(path.join('examples', name), 'utf8');

describe.each(queryFiles)('%s', (queryFile) => {
  const stem = queryFile.replace('.queries.jsonl', '');
  const file = readdirSync('examples').find((name) => path.parse(name).name === stem) ?? stem;
  const demonstrations = () => parseDemonstrations(read(file), { fileName: file }).demonstrations;

  it(`asks about the sixteen demonstrations of ${file}`, () => {
    expect(demonstrations()).toHaveLength(16);
    for (const { input, output } of demonstrations()) expect([input, output]).not.toContain('');
  });

  it('asks what no demonstration has answered already, with the right answer among the options', () => {
    const seen = new Set(demonstrations().map(({ input }) => input));
    const queries = parseQueries(read(queryFile), { fileName: queryFile });
    expect(queries).toHaveLength(6);
    for (const { input, output, options } of queries) {
      expect(seen).not.toContain(input);
      expect(options).toContain(output);
    }
  });
});

it('are examples of every format', () => {
  const extensions = readdirSync('examples').map((name) => path.extname(name));
  expect(extensions).toEqual(expect.arrayContaining(['.md', '.tsv', '.csv', '.txt', '.jsonl', '.py']));
});
