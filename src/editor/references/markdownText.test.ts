import { expect, it } from 'vitest';
import { markdownText } from './markdownText';

it('takes every sign of Markdown its meaning, and leaves words and spaces', () => {
  expect(markdownText('plain words é 3')).toBe('plain words é 3');
  expect(markdownText('[a](command:x) <b> *c*\n# d & e')).toBe(
    '\\[a\\]\\(command\\:x\\) \\<b\\> \\*c\\* \\# d \\& e',
  );
});
