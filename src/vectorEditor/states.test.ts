import { describe, expect, it } from 'vitest';
import type { SessionVectors } from '../editor/sessionState';
import type { Manifest } from '../models/manifest';
import type { Translate } from '../shared/sentence';
import { vectorStatistics } from '../vectors';
import { exampleFile, exampleMetadata } from '../vectors/testing/exampleFile';
import { comparisonState, type KnownPair, pairProvenance } from './comparisonState';
import { fileState, type KnownFile } from './fileState';

const opened = (path: string): SessionVectors => ({
  path,
  bytes: 900,
  contents: exampleFile,
  statistics: vectorStatistics(exampleFile.vectors, exampleFile.count, exampleFile.width),
});
const manifest = { name: 'Tiny', family: 'gpt2', target: { layers: 2, width: 3 } } as unknown as Manifest;
const nothing = { problem: undefined, notes: [], busy: undefined, error: undefined };
const known: KnownFile = {
  ...nothing,
  path: '/w/a.md.mend.safetensors',
  vectors: opened('/w/a.md.mend.safetensors'),
  manifest,
  askable: true,
  prediction: undefined,
  draft: { input: '', options: '' },
};

describe('fileState', () => {
  it('says what a file costs, from the shapes in the manifest', () => {
    const { cost } = fileState(known);
    // Keys and values of 2 layers of width 3, 4 bytes each: 48 bytes a position.
    expect(cost).toEqual({
      fileBytes: 900,
      vectorBytes: 24,
      kept: {
        model: 'Tiny',
        what: 'keysAndValues',
        vectors: 2,
        vectorBytes: 96,
        tokens: 11,
        tokenBytes: 528,
      },
    });
  });

  it('leaves out what cannot be known', () => {
    expect(fileState({ ...known, manifest: undefined }).cost).not.toHaveProperty('kept');
    const contents = { ...exampleFile, metadata: { ...exampleMetadata, demonstrationTokens: 0 } };
    const imported = fileState({ ...known, vectors: { ...opened('/w/a'), contents } });
    expect(imported.cost?.kept).not.toHaveProperty('tokens');
  });

  it('has one sentence and nothing else of a file that is none', () => {
    const state = fileState({ ...known, vectors: undefined, problem: 'It is damaged.', askable: false });
    expect(state).toEqual({
      kind: 'file',
      name: 'a.md.mend.safetensors',
      problem: 'It is damaged.',
      notes: [],
      askable: false,
      draft: { input: '', options: '' },
    });
  });
});

describe('comparisonState', () => {
  const pair: KnownPair = {
    ...nothing,
    files: [opened('/w/a.mend.safetensors'), opened('/w/b.mend.safetensors')],
    askable: true,
    answers: undefined,
    draft: { input: '', options: '' },
  };

  it('holds the two files, what differs and how alike they are', () => {
    const state = comparisonState({ ...pair, notes: ['No model.'] });
    expect(state.files?.map(({ name }) => name)).toEqual(['a.mend.safetensors', 'b.mend.safetensors']);
    expect(state.findings).toHaveLength(4);
    expect(state.findings.at(-1)).toBe('No model.');
    expect(state.matching?.map(({ norms }) => norms[0] === norms[1])).toEqual([true, true]);
    expect(state.provenance.every(({ same }) => same)).toBe(true);
  });

  it('says everything in the language of the user, but for what the files hold', () => {
    const shout: Translate = (template) => template.toUpperCase();
    const state = comparisonState(pair, shout);
    for (const finding of state.findings) expect(finding).toBe(finding.toUpperCase());
    for (const { name } of state.provenance) expect(name).toBe(name.toUpperCase());
    expect(state.provenance).toContainEqual({
      name: 'TARGET LM',
      values: ['tiny-target', 'tiny-target'],
      same: true,
    });
    const shown = fileState(known, shout).vectors?.provenance.map(([name]) => name) ?? [];
    expect(shown).toEqual(state.provenance.map(({ name }) => name));
  });

  it('has no more than the problem where a file cannot be read', () => {
    const state = comparisonState({ ...pair, files: undefined, problem: 'It is gone.', askable: false });
    expect(state).toMatchObject({ problem: 'It is gone.', findings: [], provenance: [] });
    expect(state).not.toHaveProperty('files');
  });

  it('pairs lines by name, with those that only one file has', () => {
    expect(
      pairProvenance(
        [
          ['Labels', 'a'],
          ['Created', 'x'],
        ],
        [
          ['Created', 'y'],
          ['Fidelity', 'f'],
        ],
      ),
    ).toEqual([
      { name: 'Labels', values: ['a', undefined], same: false },
      { name: 'Created', values: ['x', 'y'], same: false },
      { name: 'Fidelity', values: [undefined, 'f'], same: false },
    ]);
  });
});
