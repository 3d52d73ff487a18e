import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inRoot } from './paths.mjs';
import { bundle, textsIn } from './texts.mjs';

it('finds what is said to the user', () => {
  const source = `
    vscode.l10n.t('{0} tokens', n);
    translate(n === 1 ? 'one' : 'many');
    const s = sentence('a ' + 'b', sentence(\`c\`));
    (template, ...values) => vscode.l10n.t(template, ...values);
    other.t('no text'); t(); format('nor this');
    const table = { one: { x: 'd' }, two: { x: 'e' } };
    translate(table[kind].x); translate(table.one[name]);
  `;
  expect(textsIn(source)).toEqual(['{0} tokens', 'one', 'many', 'a b', 'c', 'd', 'e']);
});

it('refuses what cannot be translated', () => {
  expect(() => textsIn('l10n.t(`${n} tokens`)', 'a.ts')).toThrow(/^a\.ts: .*write it out/);
  expect(() => textsIn("l10n.t('a' + name)", 'a.ts')).toThrow(/write it out/);
});

it('has them all in the bundle: `npm run l10n` writes it', () => {
  expect(readFileSync(inRoot('l10n/bundle.l10n.json'), 'utf8')).toBe(bundle());
});
