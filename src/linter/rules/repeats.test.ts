import { describe, expect, it } from 'vitest';
import { parseDemonstrations } from '../../demonstrations';
import { fixed, jsonl, lintText, prompt, sentences, withOutputs } from '../testing/lintText';

const [one, two, three] = sentences;
const long =
  'the delegation from the northern province arrived late in the evening after a long journey over the pass and was received by the mayor and the council in the old hall where a supper of bread and soup had been kept warm';

describe('near-duplicate', () => {
  const check = (...pairs: (readonly [string, string])[]) => lintText('near-duplicate', prompt(...pairs));

  it('is found where an input and its output come again', () => {
    const problems = check([one, 'a'], [two, 'b'], [one, 'a'], [three, 'a']);
    expect(problems.map(({ message }) => message)).toEqual([
      'Demonstration 3 (line 7) repeats demonstration 1 (line 1): remove one of them.',
    ]);
    expect(problems[0]?.related).toMatchObject({ start: 0, message: 'Demonstration 1' });
  });

  it('is found in spite of case, spaces and a full stop', () => {
    expect(
      check([one, 'a'], [two, 'b'], [`  ${one.toUpperCase().replace(' ', '   ')}.`, 'a'], [three, 'a']),
    ).toHaveLength(1);
  });

  it('is found where a long input differs in a word', () => {
    const [problem] = check([long, 'a'], [two, 'b'], [long.replace('supper', 'dinner'), 'a'], [three, 'a']);
    expect(problem?.message).toMatch(/^Demonstration 3 \(line 7\) nearly repeats demonstration 1/);
  });

  it.each([
    [
      'different inputs',
      [
        [one, 'a'],
        [two, 'a'],
        [three, 'a'],
      ],
    ],
    [
      'alike inputs with different outputs',
      [
        [one, 'a'],
        [`${one}.`, 'b'],
        [three, 'a'],
      ],
    ],
    [
      'short inputs that differ in a word',
      [
        ['turn on the light', 'ok'],
        ['turn off the light', 'ok'],
        ['turn on the heat', 'ok'],
      ],
    ],
    [
      'sums',
      [
        ['2+2', '4'],
        ['2*2', '4'],
        ['2 2', '4'],
      ],
    ],
    [
      'a table with weights',
      [
        [one, 'a'],
        [one, 'a'],
        [two, 'b'],
        [one, 'a'],
        [two, 'b'],
        [two, 'b'],
      ],
    ],
  ] as const)('is not found: %s', (_, pairs) => {
    expect(check(...(pairs as unknown as [string, string][]))).toEqual([]);
  });

  it('is not found where every input shares a passage', () => {
    const pairs = [
      'how many came',
      'who kept it warm',
      'which hall was it',
      'when did they arrive',
      'what was served',
      'where from',
    ];
    expect(check(...pairs.map((question) => [`${long}. ${question}?`, 'yes'] as const))).toEqual([]);
  });

  it.each(['a.txt', 'a.jsonl'])('removes one, or all of them, from %s', (fileName) => {
    const render = fileName === 'a.txt' ? prompt : jsonl;
    const pairs = [
      [one, 'a'],
      [two, 'b'],
      [one, 'a'],
      [three, 'a'],
      [two, 'b'],
    ] as const;
    const text = render(...pairs);
    const problems = lintText('near-duplicate', text, fileName);
    expect(fixed(text, problems[0], 'Remove demonstration 3')).toBe(
      render(...pairs.filter((_, index) => index !== 2)),
    );
    expect(fixed(text, problems[1], 'Remove demonstration 5')).toBe(render(...pairs.slice(0, 4)));
    expect(fixed(text, problems[0], 'Remove all 2 repeated demonstrations')).toBe(
      render(pairs[0], pairs[1], pairs[3]),
    );
  });

  it('removes neighbours together', () => {
    const pairs = [
      [one, 'a'],
      [two, 'b'],
      [three, 'a'],
      [sentences[3], 'b'],
      [one, 'a'],
      [two, 'b'],
    ] as const;
    const text = `${prompt(...pairs)}\n\nInput: what?\nOutput:`;
    const all = 'Remove all 2 repeated demonstrations';
    expect(fixed(text, lintText('near-duplicate', text)[0], all)).toBe(
      `${prompt(...pairs.slice(0, 4))}\n\nInput: what?\nOutput:`,
    );
  });

  it('removes an item of a JSON array with its comma', () => {
    const items = [one, two, one, three, two].map((input) => ({ input, output: 'a' }));
    const text = JSON.stringify(items, undefined, 2);
    const fileName = 'a.json';
    for (const index of [2, 4]) {
      const [first, second] = lintText('near-duplicate', text, fileName);
      const result = fixed(text, index === 2 ? first : second, `Remove demonstration ${index + 1}`);
      expect(JSON.parse(result)).toEqual(items.filter((_, at) => at !== index));
    }
  });

  it('removes strings of a program', () => {
    const text = `const P = [\n  'Input: ${one}', 'Output: a',\n  'Input: ${two}', 'Output: b',\n  'Input: ${one}', 'Output: a',\n].join('\\n');\n`;
    const [problem] = lintText('near-duplicate', text, 'a.ts');
    const result = fixed(text, problem, 'Remove demonstration 3');
    expect(parseDemonstrations(result, { fileName: 'a.ts' }).demonstrations).toEqual([
      { input: one, output: 'a' },
      { input: two, output: 'b' },
    ]);
    expect(result).toMatch(/'Output: b',\n\]\.join\('\\n'\);\n$/);
  });
});

describe('contradictory-outputs', () => {
  const check = (...pairs: (readonly [string, string])[]) =>
    lintText('contradictory-outputs', prompt(...pairs));

  it('is found where an input has two labels', () => {
    const pairs = withOutputs('a', 'b', 'a', 'b', 'a', 'b');
    const text = prompt(...pairs, [one, 'b']);
    const [problem, ...more] = lintText('contradictory-outputs', text);
    expect(more).toEqual([]);
    expect(problem?.message).toBe(
      'Demonstration 7 (line 19) has the input of demonstration 1 (line 1) and the output “b” instead of “a”: correct or remove one of them.',
    );
    expect(fixed(text, problem, 'Remove demonstration 7')).toBe(prompt(...pairs));
    expect(fixed(text, problem, 'Remove demonstration 1')).toBe(prompt(...pairs.slice(1), [one, 'b']));
  });

  it('is not found where answers are open, or where it is the same label', () => {
    expect(
      check([one, 'it was quiet'], [two, 'he erred'], [one, 'nobody was there'], [three, 'it snowed']),
    ).toEqual([]);
    expect(check(...withOutputs('a', 'b', 'a', 'b', 'a', 'b'), [one, 'a'])).toEqual([]);
  });
});

describe('query-in-demonstrations', () => {
  const ask = (input: string, pairs = withOutputs('x', 'y', 'x')): string =>
    `${prompt(...pairs)}\n\nInput: ${input}\nOutput:`;

  it('is found where the query is a demonstration too', () => {
    const text = ask(`${two}.`);
    const [problem, ...more] = lintText('query-in-demonstrations', text);
    expect(more).toEqual([]);
    expect(problem?.message).toBe(
      'The query (line 10) is also demonstration 2 (line 4), which gives its answer away: ask something else, or remove the demonstration.',
    );
    expect(fixed(text, problem, 'Remove demonstration 2')).toBe(
      ask(
        `${two}.`,
        withOutputs('x', 'y', 'x').filter((_, index) => index !== 1),
      ),
    );
  });

  it.each(['what is new here', '{query}', ''])('is not found for “%s”', (input) => {
    expect(lintText('query-in-demonstrations', ask(input))).toEqual([]);
  });

  it('is not found without a query', () => {
    expect(lintText('query-in-demonstrations', prompt(...withOutputs('x', 'y', 'x')))).toEqual([]);
  });
});
