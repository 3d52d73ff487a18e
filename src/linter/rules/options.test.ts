import { describe, expect, it } from 'vitest';
import { fixed, jsonl, lintText, prompt, withOutputs } from '../testing/lintText';

const sentiment = ['positive', 'negative', 'positive', 'negative', 'positive', 'negative', 'positive'];

describe('output-outside-options, where options are declared', () => {
  const lines = (...outputs: string[]): string =>
    withOutputs(...outputs)
      .map(
        ([input, output]) =>
          `{"input": ${JSON.stringify(input)}, "output": ${JSON.stringify(output)}, "options": ["yes", "no"]}`,
      )
      .join('\n');
  const check = (text: string) => lintText('output-outside-options', text, 'a.jsonl');

  it('is found where an output is none of them', () => {
    const text = lines('yes', 'no', 'maybe', 'yes');
    const [problem, ...more] = check(text);
    expect(more).toEqual([]);
    expect(problem?.message).toBe(
      'Demonstration 3 (line 3) has the output “maybe”, which is none of its options (“yes”, “no”): add it to them or correct it.',
    );
    expect(text.slice(problem?.start, problem?.end)).toBe('"maybe"');
    const result = fixed(text, problem, 'Add “maybe” to the options');
    expect(result).toBe(text.replace(/("maybe", "options": \["yes", "no")/, '$1, "maybe"'));
    expect(check(result)).toEqual([]);
  });

  it('is changed to the option that is meant', () => {
    const text = lines('yes', 'no', 'Yes.', 'yes');
    expect(fixed(text, check(text)[0], 'Change to “yes”')).toBe(text.replace('Yes.', 'yes'));
  });

  it('is found in a JSON array, whose layout stays', () => {
    const items = withOutputs('yes', 'nein', 'no').map(([input, output]) => ({
      input,
      output,
      options: ['yes', 'no'],
    }));
    const text = `${JSON.stringify(items, undefined, 2)}\n`;
    const [problem] = lintText('output-outside-options', text, 'a.json');
    const result = fixed(text, problem, 'Add “nein” to the options');
    const wanted = items.map((item, index) =>
      index === 1 ? { ...item, options: ['yes', 'no', 'nein'] } : item,
    );
    expect(result).toBe(`${JSON.stringify(wanted, undefined, 2)}\n`);
  });

  it('is not found where each has its own options, or an empty list', () => {
    const text = withOutputs('a', 'b', 'c')
      .map(([input, output], index) =>
        JSON.stringify({ input, output, options: index === 1 ? [] : [output, 'x'] }),
      )
      .join('\n');
    expect(check(text)).toEqual([]);
  });
});

describe('output-outside-options, where labels repeat', () => {
  const check = (...outputs: string[]) =>
    lintText('output-outside-options', prompt(...withOutputs(...outputs)));

  it.each(['positve', 'Positive', 'positive.', 'postiive', 'positives'])('is found for %s', (slip) => {
    const [problem, ...more] = check(...sentiment, slip);
    expect(more).toEqual([]);
    expect(problem?.message).toBe(
      `Demonstration 8 (line 22) has the output “${slip}”, and 4 others have “positive”: spell it the same.`,
    );
  });

  it.each([
    ['a.txt', prompt],
    ['a.jsonl', jsonl],
    [
      'a.csv',
      (...pairs: (readonly [string, string])[]) =>
        ['text,label', ...pairs.map((pair) => pair.join(','))].join('\n'),
    ],
  ] as const)('is corrected in %s', (fileName, render) => {
    const text = render(...withOutputs(...sentiment, 'Positive'));
    const [problem] = lintText('output-outside-options', text, fileName);
    expect(fixed(text, problem, 'Change to “positive”')).toBe(text.replace('Positive', 'positive'));
  });

  it.each([
    ['a label of its own', [...sentiment, 'neutral']],
    ['a short one', ['cat', 'hat', 'cat', 'hat', 'cat', 'hat', 'bat']],
    ['numbers', ['1000', '2000', '1000', '2000', '1000', '2000', '2001']],
    ['marks', ['++', '--', '++', '--', '++', '--', '+']],
    ['two that stand as often', ['light', 'night', 'light', 'night']],
    ['open answers', ['planet', 'plane', 'plant', 'plank', 'planes', 'plan', 'plane']],
  ])('is not found for %s', (_, outputs) => {
    expect(check(...outputs)).toEqual([]);
  });
});
