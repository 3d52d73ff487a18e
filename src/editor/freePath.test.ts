import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demonstrationHash, writeVectorFile } from '../vectors';
import { exampleFile } from '../vectors/testing/exampleFile';
import { freePath } from './freePath';

const reviews = ['a', 'b', 'c'].map((input) => ({ input, output: 'good' }));
const others = ['d', 'e'].map((input) => ({ input, output: 'bad' }));

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mend-free-'));
  file = join(folder, 'notes.md.mend.safetensors');
});
afterEach(() => rm(folder, { recursive: true }));

const numbered = (number: number) => join(folder, `notes.md-${number}.mend.safetensors`);
const save = (path: string, demonstrations: typeof reviews) =>
  writeVectorFile(path, {
    ...exampleFile,
    metadata: { ...exampleFile.metadata, demonstrationSha256: demonstrations.map(demonstrationHash) },
  });

describe('freePath', () => {
  it('is the file itself where nothing is there', async () => {
    expect(await freePath(file, reviews)).toBe(file);
    const nowhere = join(folder, 'no', 'such.mend.safetensors');
    expect(await freePath(nowhere, reviews)).toBe(nowhere);
  });

  it('is the file itself where a demonstration is the same, as after an edit', async () => {
    await save(file, reviews);
    expect(await freePath(file, reviews)).toBe(file);
    expect(await freePath(file, [...others, ...reviews.slice(2)])).toBe(file);
  });

  it('leaves files that are known to be of another block, whatever they share', async () => {
    await save(file, reviews);
    expect(await freePath(file, reviews, new Set([file]))).toBe(numbered(2));
  });

  it('is numbered where all demonstrations are others, and found again', async () => {
    await save(file, reviews);
    expect(await freePath(file, others)).toBe(numbered(2));
    await save(numbered(2), others);
    expect(await freePath(file, others)).toBe(numbered(2));
    const third = [{ input: 'f', output: 'odd' }];
    expect(await freePath(file, third)).toBe(numbered(3));
  });

  it('spares a file that is no vector file', async () => {
    await writeFile(file, 'not vectors');
    expect(await freePath(file, reviews)).toBe(numbered(2));
  });

  it('leaves it to writing to refuse a folder in its place', async () => {
    await mkdir(file);
    expect(await freePath(file, reviews)).toBe(file);
  });
});
