import { describe, expect, it } from 'vitest';
import { findBlocks, parseDemonstrations } from '.';

describe('lines with arrows', () => {
  it.each([
    ['->', 'sea otter -> loutre de mer\npeppermint -> menthe poivrée\ncheese -> fromage\n'],
    ['=> in a list', '- sea otter => loutre de mer\n- peppermint => menthe poivrée\n\n- cheese => fromage\n'],
    ['→ with numbers', '1. sea otter → loutre de mer\n2. peppermint → menthe poivrée\n3. cheese → fromage\n'],
  ])('are read with %s', (_, lines) => {
    const text = `Translate English to French:\n\n${lines}\nThat is all.\n`;
    const [block, ...rest] = findBlocks(text, { fileName: 'a.md' });
    expect(rest).toEqual([]);
    expect(block).toMatchObject({
      format: 'arrows',
      demonstrations: [
        { input: 'sea otter', output: 'loutre de mer' },
        { input: 'peppermint', output: 'menthe poivrée' },
        { input: 'cheese', output: 'fromage' },
      ],
    });
    expect(block?.unsure).toBeUndefined();
    expect(text.slice(block?.start, block?.end)).toMatch(/^sea otter[^]*fromage$/);
    expect(text.slice(block?.ranges[1]?.start, block?.ranges[1]?.end)).toMatch(/^peppermint .* poivrée$/);
  });

  it('end with the query that is open', () => {
    const block = parseDemonstrations('a -> x\nb -> y\nc ->\n');
    expect(block).toMatchObject({ demonstrations: [{ input: 'a' }, { input: 'b' }], query: 'c' });
  });

  it('are read from a string of a program', () => {
    const text =
      'PROMPT = """Translate:\nsea otter => loutre de mer\ncheese => fromage\nbread => pain\n{word} =>"""\n';
    const [block] = findBlocks(text, { fileName: 'a.py' });
    expect(block).toMatchObject({ format: 'arrows', query: '{word}' });
    expect(text.slice(block?.ranges[2]?.start, block?.ranges[2]?.end)).toBe('bread => pain');
  });

  it.each([
    ['two lines', 'a -> b\nc -> d\n'],
    ['paths', 'File -> Open -> Recent\nFile -> New -> Window\nEdit -> Find -> Next\n'],
    ['arrows of two kinds', 'a -> b\nc => d\ne → f\n'],
    ['arrows within words', 'a->b\nc->d\ne->f\n'],
    ['functions', 'const a = (x) => {\nconst b = (y) => {\nconst c = (z) => {\n'],
    ['nothing before them', '-> a\n-> b\n-> c\n'],
  ])('are not seen in %s', (_, text) => {
    expect(findBlocks(text, { fileName: 'a.txt' })).toEqual([]);
  });

  it('of signatures and explanations are left to those who select them', () => {
    const text = '`open()` -> the file\n`close()` -> nothing\n`read(n)` -> bytes\n';
    expect(findBlocks(text, { fileName: 'a.md' })[0]?.unsure).toBe(true);
  });

  it('inside of other fields belong to these', () => {
    const text = 'Input: a -> b\nc -> d\ne -> f\nOutput: x\n\nInput: a -> b\nc -> d\ne -> f\nOutput: y\n';
    expect(findBlocks(text).map(({ format }) => format)).toEqual(['fields']);
  });
});
