import { describe, expect, it } from 'vitest';
import { findBlocks, parseDemonstrations } from '.';

const prompty = `---
name: Label a review
description: A few-shot prompt
model:
  api: chat
  configuration: { type: azure_openai, azure_deployment: gpt-4o }
inputs:
  review: { type: string }
sample:
  review: The tea was lovely.
---
system:
You label reviews as positive or negative.

# user:
The sauce was cold.

It was bad: really.

# assistant:
negative

user:
I would come again.
assistant[name="labeller"]:
positive

user:
{{review}}
`;

describe('a Prompty file', () => {
  it('has its turns as demonstrations', () => {
    const [block, ...rest] = findBlocks(prompty, { fileName: 'label.prompty' });
    expect(rest).toEqual([]);
    expect(block).toEqual({
      format: 'chat',
      start: prompty.indexOf('# user'),
      end: prompty.indexOf('positive\n\nuser') + 'positive'.length,
      demonstrations: [
        { input: 'The sauce was cold.\n\nIt was bad: really.', output: 'negative' },
        { input: 'I would come again.', output: 'positive' },
      ],
      ranges: [
        { start: prompty.indexOf('# user'), end: prompty.indexOf('negative\n\nuser') + 'negative'.length },
        {
          start: prompty.indexOf('user:\nI would'),
          end: prompty.indexOf('positive\n\nuser') + 'positive'.length,
        },
      ],
    });
  });

  it('takes a written question at its end as the query', () => {
    const text = prompty.replace('{{review}}', 'The music was loud.');
    expect(findBlocks(text, { fileName: 'a.prompty' })[0]?.query).toBe('The music was loud.');
  });

  it('may have the demonstrations inside a turn, or in its front matter', () => {
    const inside =
      '---\nname: x\n---\nsystem:\nLabel it.\n\nText: a\nLabel: x\n\nText: b\nLabel: y\n\nuser:\n{{text}}\n';
    expect(findBlocks(inside, { fileName: 'a.prompty' })[0]).toMatchObject({
      format: 'fields',
      demonstrations: [
        { input: 'a', output: 'x' },
        { input: 'b', output: 'y' },
      ],
    });
    const front =
      '---\nexamples:\n  - {input: a, output: x}\n  - {input: b, output: y}\n---\nsystem:\nLabel it.\n';
    const [block] = findBlocks(front, { fileName: 'a.prompty' });
    expect(front.slice(block?.ranges[1]?.start, block?.ranges[1]?.end)).toBe('{input: b, output: y}');
  });

  it('is read as far as it goes where it is broken', () => {
    expect(findBlocks('---\nname: [x\n', { fileName: 'a.prompty' })).toEqual([]);
    const open = prompty.replace('sample:', 'sample: "');
    expect(findBlocks(open, { fileName: 'a.prompty' })).toHaveLength(1);
    expect(() => parseDemonstrations('user:\na\nassistant:\nb\n', { fileName: 'a.prompty' })).toThrow(
      /only one demonstration/,
    );
  });
});

describe('a Dotprompt file', () => {
  it('has its turns as demonstrations', () => {
    const text =
      '---\nmodel: googleai/gemini-1.5-flash\n---\n{{role "system"}}\nLabel it.\n{{role "user"}}\na\n{{role "model"}}\nx\n{{role "user"}}b\n{{role "model"}}y\n{{role "user"}}\n{{text}}\n';
    expect(findBlocks(text, { fileName: 'label.prompt' })[0]?.demonstrations).toEqual([
      { input: 'a', output: 'x' },
      { input: 'b', output: 'y' },
    ]);
  });
});
