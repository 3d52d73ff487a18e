import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inRoot } from '../lib/paths.mjs';
import { commandTable, readSources, settingTable, withTables } from './tables.mjs';

const manifest = {
  contributes: {
    commands: [{ command: 'a.run', category: 'A', title: '%run%' }],
    configuration: [
      {
        properties: {
          'a.one': { default: '', markdownDescription: '%one%' },
          'a.two': { default: [1], markdownDescription: 'Two | 2.5 of `mend.json`' },
        },
      },
    ],
  },
};
const texts = { run: 'Run', one: 'First; `0` is none. More of it.' };
const sources = { manifest, texts, commands: { 'a.run': 'runs' } };

describe('the tables', () => {
  it('have a row for every command and setting', () => {
    expect(commandTable(sources).split('\n').slice(2)).toEqual(['| A: Run | runs |']);
    expect(settingTable(sources).split('\n').slice(2)).toEqual([
      '| `a.one` | empty | First; `0` is none |',
      '| `a.two` | `[1]` | Two \\| 2.5 of `mend.json` |',
    ]);
  });

  it('refuse commands without descriptions, and descriptions without commands', () => {
    expect(() => commandTable({ ...sources, commands: {} })).toThrow(/a\.run .*docs\/commands\.json/);
    const more = { ...sources.commands, 'a.gone': 'went' };
    expect(() => commandTable({ ...sources, commands: more })).toThrow(/package\.json lacks: a\.gone/);
  });

  it('need their places in the page', () => {
    expect(() => withTables('no marks', sources)).toThrow(/no table between/);
  });
});

it('are in the README as they are: `npm run docs` writes them', () => {
  const readme = readFileSync(inRoot('README.md'), 'utf8');
  expect(withTables(readme, readSources())).toBe(readme);
});
