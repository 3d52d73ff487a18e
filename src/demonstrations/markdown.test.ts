import { describe, expect, it } from 'vitest';
import { findBlocks } from '.';

describe('a prompt file of VS Code', () => {
  it('has demonstrations behind its front matter, whose keys are no fields', () => {
    const text =
      '---\nmode: agent\ndescription: Label\ntools: [search]\n---\n# Label a review\n\nReview: good film\nLabel: positive\n\nReview: bad film\nLabel: negative\n';
    for (const hint of [{ fileName: 'label.prompt.md' }, { languageId: 'prompt' }]) {
      const [block, ...rest] = findBlocks(text, hint);
      expect(rest).toEqual([]);
      expect(block?.start).toBe(text.indexOf('Review: good'));
      expect(block?.demonstrations).toHaveLength(2);
    }
  });

  it('may start with a rule that is no front matter', () => {
    const text = '---\n\nReview: good film\nLabel: positive\n\nReview: bad film\nLabel: negative\n';
    expect(findBlocks(text, { fileName: 'a.md' })).toHaveLength(1);
    expect(findBlocks('---\n---\nQ: a\nA: b\n\nQ: c\nA: d\n', { fileName: 'a.md' })).toHaveLength(1);
  });
});

describe('code fences', () => {
  it.each([
    ['yaml', 'examples:\n- {input: a, output: x}\n- {input: b, output: y}'],
    [
      'json',
      '{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "x"}, {"role": "user", "content": "b"}, {"role": "assistant", "content": "y"}]}',
    ],
    ['python', 'examples = [("a", "x"), ("b", "y")]'],
    ['', '| input | output |\n|---|---|\n| a | x |\n| b | y |'],
    ['text', 'a -> x\nb -> y\nc ->'],
  ])('of %s have blocks of their own', (info, content) => {
    const text = `Some prose.\n\n\`\`\`${info}\n${content}\n\`\`\`\n\nMore prose.\n`;
    const [block, ...rest] = findBlocks(text, { fileName: 'a.md' });
    expect(rest).toEqual([]);
    expect(block?.demonstrations).toEqual([
      { input: 'a', output: 'x' },
      { input: 'b', output: 'y' },
    ]);
    expect(text.slice(block?.ranges[0]?.start, block?.ranges[0]?.end)).toMatch(/a[^]*x/);
  });

  it('that are answers stay answers', () => {
    const answer = (value: string) => `Output:\n\`\`\`json\n{"label": "${value}"}\n\`\`\`\n`;
    const text = `Input: good film\n${answer('positive')}\nInput: bad film\n${answer('negative')}`;
    expect(findBlocks(text, { fileName: 'a.md' })[0]?.demonstrations).toEqual([
      { input: 'good film', output: '{"label": "positive"}' },
      { input: 'bad film', output: '{"label": "negative"}' },
    ]);
  });
});
