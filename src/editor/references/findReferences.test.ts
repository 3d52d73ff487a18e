import { describe, expect, it } from 'vitest';
import { findReferences } from './findReferences';

const pathsIn = (text: string): readonly string[] => findReferences(text).map(({ path }) => path);

describe('findReferences', () => {
  it.each([
    ['TypeScript', `await loadVectors('./a/b.mend.safetensors', {`, './a/b.mend.safetensors'],
    ['JSON', `{"file": "out\\\\b.mend.safetensors"}`, 'out\\b.mend.safetensors'],
    ['JSON with escaped slashes', `{"file": "out\\/b.mend.safetensors"}`, 'out/b.mend.safetensors'],
    ['Python', `FILE = r"C:\\w\\b.mend.safetensors"`, 'C:\\w\\b.mend.safetensors'],
    ['a template without holes', 'open(`b.mend.safetensors`)', 'b.mend.safetensors'],
    ['a name with spaces', `open("my prompts/b c.mend.safetensors")`, 'my prompts/b c.mend.safetensors'],
    ['a name with a quote', `open('it\\'s.mend.safetensors')`, `it\\'s.mend.safetensors`],
    ['YAML', 'vectors: prompts/b.mend.safetensors', 'prompts/b.mend.safetensors'],
    ['YAML without a space', 'vectors:b.mend.safetensors', 'b.mend.safetensors'],
    ['a shell', 'mend predict --vectors=b.mend.safetensors --json', 'b.mend.safetensors'],
    ['Markdown', 'See [it](docs/b.mend.safetensors).', 'docs/b.mend.safetensors'],
    ['prose', 'It is in b.mend.safetensors. Then', 'b.mend.safetensors'],
    ['a URI', 'file:///w/b.mend.safetensors', 'file:///w/b.mend.safetensors'],
    ['a drive', 'C:\\w\\b.mend.safetensors', 'C:\\w\\b.mend.safetensors'],
  ])('finds a path in %s', (_where, text, path) => {
    expect(pathsIn(text)).toEqual([path]);
  });

  it('says where it is, without its quotes', () => {
    const text = `x = ["a.mend.safetensors", 'b.mend.safetensors']\nc.mend.safetensors`;
    const found = findReferences(text);
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual([
      'a.mend.safetensors',
      'b.mend.safetensors',
      'c.mend.safetensors',
    ]);
    expect(found.map(({ quoted }) => quoted)).toEqual([true, true, false]);
  });

  it.each([
    '`${folder}/b.mend.safetensors`',
    'f"{folder}/b.mend.safetensors"',
    '"%s.mend.safetensors" % name',
    '"*.mend.safetensors"',
    '<document>.mend.safetensors',
    'the ending .mend.safetensors is',
    '"https://example.invalid/b.mend.safetensors"',
    'b.mend.safetensors.bak',
    'b.mend.safetensors_old',
    '$HOME/b.mend.safetensors',
  ])('finds none in %s', (text) => {
    expect(pathsIn(text)).toEqual([]);
  });

  it('takes no longer for a long line than finding the endings does', () => {
    const text = `${'x'.repeat(2_000_000)} "a.mend.safetensors" ${'{"b":1},'.repeat(100_000)}`;
    const start = performance.now();
    expect(pathsIn(text)).toEqual(['a.mend.safetensors']);
    expect(performance.now() - start).toBeLessThan(200);
    expect(pathsIn(`${'y'.repeat(5000)}.mend.safetensors`)).toEqual([]);
  });
});
