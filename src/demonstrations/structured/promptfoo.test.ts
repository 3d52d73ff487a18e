import { describe, expect, it } from 'vitest';
import { findBlocks } from '..';

const config = `# yaml-language-server: $schema=https://promptfoo.dev/config-schema.json
description: Reviews
prompts:
  - |
    Label the review.

    Review: The tea was lovely.
    Label: positive

    Review: A waste of an evening.
    Label: negative

    Review: {{review}}
    Label:
providers:
  - openai:gpt-4o-mini
defaultTest:
  assert: &check
    - type: is-json
tests:
  - description: cold food
    vars:
      review: The sauce was cold.
    assert:
      - type: latency
        threshold: 500
      - type: equals
        value: negative
  - vars:
      review: I would come again.
      expected: positive
    assert:
      - type: icontains
        value: '{{expected}}'
  - vars: { review: Nothing to say., expected: neutral }
`;

describe('a promptfoo configuration', () => {
  it('has demonstrations in its prompts and in its tests', () => {
    const [prompt, tests, ...rest] = findBlocks(config, { fileName: 'promptfooconfig.yaml' });
    expect(rest).toEqual([]);
    expect(prompt).toMatchObject({
      format: 'fields',
      demonstrations: [
        { input: 'The tea was lovely.', output: 'positive' },
        { input: 'A waste of an evening.', output: 'negative' },
      ],
      query: '{{review}}',
    });
    expect(config.slice(prompt?.ranges[1]?.start, prompt?.ranges[1]?.end)).toBe(
      'Review: A waste of an evening.\n    Label: negative',
    );
    expect(tests).toMatchObject({
      format: 'promptfoo',
      demonstrations: [
        { input: 'The sauce was cold.', output: 'negative' },
        { input: 'I would come again.', output: 'positive' },
        { input: 'Nothing to say.', output: 'neutral' },
      ],
    });
    expect(config.slice(tests?.ranges[2]?.start, tests?.ranges[2]?.end)).toBe(
      'vars: { review: Nothing to say., expected: neutral }',
    );
  });

  it('puts several variables on a line each', () => {
    const text =
      'tests:\n  - vars: {language: French, input: Hello}\n    assert: [{type: equals, value: Bonjour}]\n  - vars: {language: German, input: Hello}\n    assert: [{type: similar, value: Hallo}]\n';
    expect(findBlocks(text, { fileName: 'a.yaml' })[0]?.demonstrations[1]).toEqual({
      input: 'language: German\ninput: Hello',
      output: 'Hallo',
    });
  });

  it('has none in tests that expect nothing', () => {
    const text =
      'tests:\n  - vars: {input: Hello}\n  - vars: {input: Bye}\n    assert: [{type: llm-rubric, value: is polite}]\n';
    expect(findBlocks(text, { fileName: 'a.yaml' })).toEqual([]);
  });
});

describe('a prompt file of GitHub Models', () => {
  const file = `name: Reviews
model: openai/gpt-4o-mini
messages:
  - role: system
    content: You label reviews.
  - role: user
    content: |
      The sauce was cold.
  - role: assistant
    content: negative
  - role: user
    content: I would come again.
  - role: assistant
    content: positive
  - role: user
    content: '{{input}}'
testData:
  - input: |
      The tea was lovely.
    expected: positive
  - input: Too loud.
    expected: negative
evaluators:
  - name: similarity
    uses: github/similarity
`;

  it('has demonstrations in its messages and in its test data', () => {
    const [messages, tests, ...rest] = findBlocks(file, { fileName: 'label.prompt.yml' });
    expect(rest).toEqual([]);
    expect(messages).toMatchObject({
      format: 'chat',
      demonstrations: [
        { input: 'The sauce was cold.', output: 'negative' },
        { input: 'I would come again.', output: 'positive' },
      ],
      query: '{{input}}',
    });
    expect(tests).toMatchObject({
      format: 'yaml',
      demonstrations: [
        { input: 'The tea was lovely.', output: 'positive' },
        { input: 'Too loud.', output: 'negative' },
      ],
    });
  });
});
