import { describe, expect, it } from 'vitest';
import type * as vscode from 'vscode';
import { inWords, type Translate } from '../../shared/sentence';
import { exampleMetadata } from '../../vectors/testing/exampleFile';
import type { ReferenceFacts } from './facts';
import { missing, problemOf } from './problem';
import { summaryLines } from './summary';

const english: Translate = (template, ...values) => inWords({ template, values });
const document = undefined as unknown as vscode.Uri;
const file = { bytes: 100, count: 2, width: 3, metadata: exampleMetadata };
const fidelity = { kl: 0.0812, top1Agreement: 0.875, queries: 8, of: 'demonstration inputs' };
const words = { document: 'a.md', created: 'today' };
const lines = (facts: ReferenceFacts) => summaryLines(facts, words, english);
const problem = (facts: ReferenceFacts) => {
  const found = problemOf(facts, 'a.md.mend.safetensors', 'a.md');
  return found && `${found.severity} ${found.code}: ${inWords(found.message)}`;
};

describe('summaryLines', () => {
  it('says what a file is', () => {
    const facts: ReferenceFacts = {
      file: { ...file, metadata: { ...exampleMetadata, fidelity } },
      source: { state: 'fresh', document },
      model: { state: 'chosen', name: 'Tiny' },
    };
    expect(lines(facts)).toEqual([
      '2 vectors of width 3 for tiny-target',
      '2 demonstrations, 11 tokens → 2 vectors (5.5×)',
      'Fidelity: KL 0.081, the same first token in 88 % of 8 queries',
      'Fresh: made from the demonstrations in a.md as they are',
      'Made today by version 0.1.0',
    ]);
  });

  it('says of imported vectors that no demonstrations are known', () => {
    const metadata = { ...exampleMetadata, demonstrations: 0 };
    expect(lines({ file: { ...file, metadata } })[1]).toBe('Imported: no demonstrations are known');
  });

  it('says what is wrong with a file that cannot be read, and nothing of one too large to read', () => {
    expect(lines({ problem: 'It is damaged.' })).toEqual(['It is damaged.']);
    expect(lines({})).toEqual([]);
  });

  it.each([
    ['stale', 'Stale: the demonstrations in a.md were changed since'],
    ['gone', 'Stale: a.md has none of its demonstrations any more'],
  ] as const)('says that it is %s', (state, line) => {
    expect(lines({ file, source: { state, document } })).toContain(line);
  });
});

describe('problemOf', () => {
  it('finds nothing wrong with a fresh file of the chosen model, and nothing where nothing is known', () => {
    const model = { state: 'chosen', name: 'Tiny' } as const;
    expect(problem({ file, source: { state: 'fresh', document }, model })).toBeUndefined();
    expect(problem({ file })).toBeUndefined();
    expect(problem({})).toBeUndefined();
  });

  it('tells the worst of what is wrong', () => {
    const source = { state: 'stale', document } as const;
    const other = { state: 'other', name: 'Tiny', chosen: 'mini' } as const;
    expect(problem({ problem: 'It is damaged.' })).toBe('warning unreadable-vectors: It is damaged.');
    expect(problem({ file, source, model: { state: 'missing' } })).toBe(
      'warning missing-model: a.md.mend.safetensors was made for tiny-target, which is not among the models on this machine.',
    );
    expect(problem({ file, source, model: other })).toBe(
      'info stale-vectors: a.md.mend.safetensors is stale: its demonstrations in a.md were changed since it was made.',
    );
    expect(problem({ file, source: { state: 'gone', document }, model: other })).toBe(
      'info stale-vectors: a.md.mend.safetensors is stale: a.md has none of the demonstrations it was made from any more.',
    );
    expect(problem({ file, model: other })).toBe(
      'info other-model: a.md.mend.safetensors was made for Tiny, and the model chosen here is mini.',
    );
  });

  it('says what to do about a missing file', () => {
    expect(inWords(missing('x.mend.safetensors').message)).toBe(
      'x.mend.safetensors is not there: compress its demonstrations, or correct the path.',
    );
  });
});
