import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findBlocks } from '.';

const text = readFileSync('docs/finding-demonstrations.md', 'utf8');
const section = text.slice(text.indexOf('## Formats'), text.indexOf('## What is not shown'));
const fences = [...section.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(([, language = '', content = '']) => ({
  language,
  content,
}));

const endings: Readonly<Record<string, string>> = {
  json: 'json',
  yaml: 'yaml',
  python: 'py',
  typescript: 'ts',
};

describe('docs/finding-demonstrations.md', () => {
  it('has an example of every kind', () => {
    expect(fences.length).toBeGreaterThanOrEqual(8);
  });

  it.each(fences)('shows in $language what is found: %#', ({ language, content }) => {
    const ending = endings[language] ?? (content.startsWith('---') ? 'prompty' : 'md');
    const blocks = findBlocks(content, { fileName: `a.${ending}` });
    expect(blocks.length).toBeGreaterThan(0);
    for (const { demonstrations, unsure, query } of blocks) {
      expect(demonstrations).toEqual([
        { input: 'good film', output: 'positive' },
        { input: 'bad film', output: 'negative' },
      ]);
      expect(unsure).toBeUndefined();
      expect([undefined, 'so-so film']).toContain(query);
    }
  });
});
