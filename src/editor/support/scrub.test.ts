import { describe, expect, it } from 'vitest';
import { scrub } from './scrub';

const clean = (text: string): string => scrub(text, '/home/anna');

describe('scrub', () => {
  it.each([
    [
      'ENOENT: no such file, open /srv/clients/acme corp/prompts.md',
      'ENOENT: no such file, open …/prompts.md',
    ],
    ['cannot write /home/anna/secret project/a.md: full', 'cannot write …/a.md: full'],
    ['the home folder is /home/anna.', 'the home folder is ~.'],
    ['at f (/home/anna/x/engine.js:12:3)', 'at f (…/engine.js:12:3)'],
    ['C:\\Users\\Anna B\\a b\\model.onnx is missing', '…/model.onnx is missing'],
    ['\\\\server\\share\\x.md', '…/x.md'],
    [
      'opened file:///home/anna/secret/a.md and vscode-remote://ssh-remote+host/srv/a.md',
      'opened file:…/a.md and vscode-remote:…/a.md',
    ],
    ['see clients/acme/prompts.md', 'see …/prompts.md'],
  ])('shortens paths: %s', (text, expected) => {
    expect(clean(text)).toBe(expected);
  });

  it.each([
    ['the output “a secret”, is none', 'the output “…”, is none'],
    ['Unexpected token \'s\', "{"secret": s" is not valid JSON', 'secret'],
    ['value is "one \\"secret\\" two" here', 'secret'],
    ["cannot read 'a secret' there", 'secret'],
    ['the output “a secret', 'the output “…”'],
  ])('leaves out what is quoted: %s', (text, expected) => {
    if (expected === 'secret') expect(clean(text)).not.toContain('secret');
    else expect(clean(text)).toBe(expected);
  });

  it.each([
    'engine: the engine was idle and is stopped.',
    "KL 0.125 nats at 12.5 queries/s, it isn’t much and/or can't be",
    'ONNX Runtime 1.30.0 on cpu',
  ])('leaves alone what names nothing: %s', (text) => {
    expect(clean(text)).toBe(text);
  });

  it('takes bounded time', () => {
    const started = performance.now();
    for (const text of [
      '/a'.repeat(50_000),
      '"'.repeat(100_001),
      'a/'.repeat(50_000),
      '/ '.repeat(50_000),
      "'".repeat(100_000),
    ])
      clean(text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
