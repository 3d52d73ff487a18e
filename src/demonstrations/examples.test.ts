import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findBlocks, parseDemonstrations, parseQueries } from '.';

const names = readdirSync('examples').filter((name) => name !== 'README.md');

it.each(names.filter((name) => !name.includes('.queries.')))('reads examples/%s', (fileName) => {
  const text = readFileSync(join('examples', fileName), 'utf8');
  const block = parseDemonstrations(text, { fileName });
  expect(block.demonstrations).toHaveLength(16);
  expect(findBlocks(text, { fileName })).toEqual([block]);
  for (const { input, output } of block.demonstrations) expect(`${input}${output}`).not.toMatch(/\n/);
});

it.each(names.filter((name) => name.includes('.queries.')))('reads examples/%s', (fileName) => {
  expect(parseQueries(readFileSync(join('examples', fileName), 'utf8'), { fileName }).length).toBeGreaterThan(
    0,
  );
});
