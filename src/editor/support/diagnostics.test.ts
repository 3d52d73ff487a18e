import { describe, expect, it } from 'vitest';
import { exampleFile } from '../../vectors/testing/exampleFile';
import { vectorStatistics } from '../../vectors';
import { emptySession, type SessionState } from '../sessionState';
import { diagnosticsReport, engineFacts, sessionFacts } from './diagnostics';
import { scrub } from './scrub';
import { settingFacts } from './settingFacts';

const clean = (text: string): string => scrub(text, '/home/anna');
const tokens = { each: [], total: 20, budget: 100, used: 1 };
const session: SessionState = {
  ...emptySession,
  demonstrations: {
    source: { uri: 'file:///secret/a.md', name: 'secret.md', start: 0, end: 9 },
    demonstrations: [{ input: 'secret', output: 'secret' }],
    tokens,
  },
  vectors: {
    path: '/secret/a.mend.safetensors',
    bytes: 1234,
    contents: { ...exampleFile, metadata: { ...exampleFile.metadata, labels: ['secret'] } },
    statistics: vectorStatistics(exampleFile.vectors, exampleFile.count, exampleFile.width),
  },
  draft: { input: 'secret', options: 'secret' },
  error: 'secret',
};

describe('the report', () => {
  it('says sizes of what is open, and no text, no name and no path of the user', () => {
    const report = diagnosticsReport([['Open', sessionFacts(session)]], ['a line']);
    expect(report).toContain('- demonstrations: 1\n');
    expect(report).toContain('- their tokens: 20 of 100, 1 demonstrations used\n');
    expect(report).toContain('1234 bytes');
    expect(report).toMatch(/## Last log lines\n\n```\na line\n```\n$/);
    expect(report).not.toContain('secret');
  });

  it('leaves out what is not known', () => {
    expect(diagnosticsReport([['Engine', engineFacts('stopped', undefined, clean)]], [])).toContain(
      '## Engine\n\n- state: stopped\n\n##',
    );
  });

  it('names providers, why others were passed over, and models', () => {
    const facts = engineFacts(
      'running',
      {
        provider: 'cpu',
        skipped: [{ provider: 'cuda', reason: 'no /home/anna/lib/libcuda.so' }],
        models: [{ id: 'mend-gpt2-mini', dtype: 'fp32', milliseconds: 120.4 }],
        memoryBytes: 210e6,
        node: 'v20.1.0',
        runtime: '1.2.3',
      },
      clean,
    );
    expect(facts).toContainEqual(['without cuda', 'no …/libcuda.so']);
    expect(facts).toContainEqual(['model mend-gpt2-mini', 'fp32, loaded in 120 ms']);
    expect(facts).toContainEqual(['memory of the engine', '210 MB']);
  });
});

describe('settings', () => {
  it('are shown where they are changed, and only as far as they are no text of the user', () => {
    const facts = settingFacts([
      { id: 'mend.model.id', value: 'mend-t5-mini', defaultValue: 'mend-gpt2-mini' },
      { id: 'mend.engine.threads', value: 2, defaultValue: 0 },
      { id: 'mend.output.folder', value: 'secret/here', defaultValue: '' },
      { id: 'mend.model.folders', value: ['/secret', '/other'], defaultValue: [] },
      { id: 'mend.output.keepText', value: false, defaultValue: false },
    ]);
    expect(facts).toEqual([
      ['mend.model.id', 'mend-t5-mini'],
      ['mend.engine.threads', '2'],
      ['mend.output.folder', 'set'],
      ['mend.model.folders', '2 entries'],
    ]);
  });
});
