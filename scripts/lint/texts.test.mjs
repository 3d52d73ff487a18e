import { Linter } from 'eslint';
import { expect, it } from 'vitest';
import { translatedTexts } from './texts.mjs';

const linter = new Linter();
const config = {
  plugins: { texts: { rules: { translated: translatedTexts } } },
  rules: { 'texts/translated': 'error' },
};
const faults = (source) => linter.verify(source, [config], 'webview/a.js').length;

it.each([
  "h('p', {}, 'Some text')",
  "h('p', { title: 'Some text' })",
  "h('p', { 'aria-label': `${count} tokens` })",
  "h('p', {}, busy && 'Some text')",
  "fill(place, open ? t('open') : 'closed')",
  "button('Cancel', () => host.cancel())",
  "linkButton(name, open, 'Show it')",
  "new Section('id', 'Title', folding)",
  "element.setAttribute('aria-label', 'Some text')",
  "element.title = 'Some text'",
])('refuses %s', (source) => {
  expect(faults(source)).toBe(1);
});

it.each([
  "h('p', { class: 'some class', id: 'name' }, t('Some text'), ' · ', `${rows} × ${columns}`)",
  "fill(place, name, '−1', t(one ? 'a word' : '{0} words', n))",
  "button(t('Cancel'), () => host.run('mend.compress'))",
  "new Section('id', t('Title'), folding)",
  "h('h1', {}, 'MEND')",
  "element.setAttribute('aria-sort', 'none')",
])('takes %s', (source) => {
  expect(faults(source)).toBe(0);
});
