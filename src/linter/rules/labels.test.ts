import { describe, expect, it } from 'vitest';
import { parseDemonstrations } from '../../demonstrations';
import { fixed, jsonl, lintText, prompt, withOutputs } from '../testing/lintText';

const repeat = (label: string, count: number): string[] => Array.from({ length: count }, () => label);

describe('label-imbalance', () => {
  const check = (...outputs: string[]) => lintText('label-imbalance', prompt(...withOutputs(...outputs)));

  it('is found where one label stands three times as often as the others', () => {
    const problems = check(...repeat('good', 6), 'bad', ...repeat('good', 3), 'bad', 'bad');
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toBe(
      '9 of the 12 demonstrations have the output “good”, which a model then prefers: add some with “bad”, or remove some.',
    );
  });

  it('counts a declared option that no demonstration has', () => {
    const options = ['good', 'bad'];
    const text = withOutputs(...repeat('good', 6))
      .map(([input, output]) => JSON.stringify({ input, output, options }))
      .join('\n');
    expect(lintText('label-imbalance', text, 'a.jsonl')[0]?.message).toContain('add some with “bad”');
  });

  it.each([
    ['balanced', ['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b']],
    ['nearly balanced', ['a', 'b', 'a', 'b', 'a', 'b', 'a', 'a']],
    ['too few to say', ['a', 'a', 'a', 'b']],
    ['many labels, few of each', ['a', 'a', 'a', 'a', 'b', 'c', 'd', 'e']],
    ['open answers', ['one', 'two', 'three', 'four', 'five', 'six', 'six', 'six']],
    [
      'long answers that repeat',
      [
        ...repeat('I am sorry, I cannot help you with that request.', 7),
        'Sure, here is how to bake bread at home.',
      ],
    ],
  ])('is not found: %s', (_, outputs) => {
    expect(check(...outputs)).toEqual([]);
  });
});

describe('label-order', () => {
  const check = (...outputs: string[]) => lintText('label-order', prompt(...withOutputs(...outputs)));

  it('is found where all of one label come last', () => {
    const problems = check('a', 'a', 'a', 'b', 'b', 'b');
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toBe(
      'The last 3 demonstrations (from line 10) all have the output “b”, which a model then prefers: mix the labels.',
    );
  });

  it('is found where a run at the end is longer than chance makes it', () => {
    expect(check('a', 'b', 'b', 'b', 'b', 'a', 'b', ...repeat('a', 8))).toHaveLength(1);
  });

  it.each([
    ['mixed', ['a', 'b', 'b', 'a', 'a', 'b', 'b', 'a']],
    ['a short run', ['a', 'b', 'a', 'b', 'a', 'a', 'b', 'b']],
    ['a run that chance makes', ['b', 'a', 'b', 'a', 'a', 'b', 'a', 'b', 'a', 'a', 'b', 'b', 'b']],
    ['one label alone', repeat('a', 8)],
    ['open answers', ['one', 'two', 'three', 'four', 'five', 'five', 'five', 'five']],
  ])('is not found: %s', (_, outputs) => {
    expect(check(...outputs)).toEqual([]);
  });

  const labels = ['a', 'a', 'a', 'a', 'b', 'b', 'b', 'b'];
  it.each([
    ['a.txt', prompt(...withOutputs(...labels))],
    ['a.jsonl', jsonl(...withOutputs(...labels))],
    [
      'a.json',
      JSON.stringify(
        withOutputs(...labels).map(([input, output]) => ({ input, output })),
        undefined,
        2,
      ),
    ],
    [
      'a.csv',
      `text,label\n${withOutputs(...labels)
        .map(([input, output]) => `"${input}",${output}`)
        .join('\n')}\n`,
    ],
    ['a.py', `P = """\n${prompt(...withOutputs(...labels))}\n"""\n`],
    ['a.ts', `const P = ${JSON.stringify(prompt(...withOutputs(...labels)))};\n`],
    [
      'a.txt',
      prompt(...withOutputs(...labels))
        .replaceAll('\n\n', '\n---\n')
        .replaceAll('\n', '\r\n'),
    ],
  ])('mixes the labels of %s, always in the same way, and changes nothing else', (fileName, text) => {
    const [problem] = lintText('label-order', text, fileName);
    const result = fixed(text, problem, 'Mix the labels');
    expect(fixed(text, lintText('label-order', text, fileName)[0], 'Mix the labels')).toBe(result);
    expect(Array.from(result).sort().join('')).toBe(Array.from(text).sort().join(''));
    const read = (source: string) => parseDemonstrations(source, { fileName }).demonstrations;
    const sorted = (source: string): string[] =>
      read(source)
        .map((one) => JSON.stringify(one))
        .sort();
    expect(sorted(result)).toEqual(sorted(text));
    expect(read(result).map(({ output }) => output)).not.toEqual(labels);
    expect(lintText('label-order', result, fileName)).toEqual([]);
  });

  it('leaves numbered demonstrations in their order', () => {
    const text = withOutputs('a', 'a', 'a', 'b', 'b', 'b')
      .map(([input, output], index) => `Input ${index + 1}: ${input}\nOutput ${index + 1}: ${output}`)
      .join('\n\n');
    const [problem] = lintText('label-order', text);
    expect(problem?.fixes ?? []).toEqual([]);
    expect(problem?.message).toContain('The last 3');
  });
});
