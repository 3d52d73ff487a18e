import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const page = readFileSync('docs/troubleshooting.md', 'utf8');
const sentences = [...page.matchAll(/^ *(?:\d+\. +)?> (.+)$/gm)].map(([, sentence]) => sentence ?? '');
const source = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => /(?<!\.test)\.ts$/.test(file))
  .map((file) => readFileSync(path.join('src', file), 'utf8'))
  .join('\n');
// What is put in differs: `${…}` in the code, `{0}` in texts that are translated.
const words = source.replace(/\$?\{[^{}]*\}/g, '…').replace(/\s+/g, ' ');

describe('docs/troubleshooting.md', () => {
  it('has ten sentences', () => {
    expect(sentences).toHaveLength(10);
  });

  it.each(sentences)('quotes what is really said: %s', (sentence) => {
    const parts = sentence.split('…').filter((part) => part.trim().length > 10);
    expect(parts.length).toBeGreaterThan(0);
    // Not `toContain`, which would print all of the source.
    expect(parts.filter((part) => !words.includes(part.trim()))).toEqual([]);
  });
});
