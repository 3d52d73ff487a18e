import { describe, expect, it } from 'vitest';
import { parseDemonstrations } from '../../demonstrations';
import { fixed, jsonl, lintText, prompt, sentences, withOutputs } from '../testing/lintText';

const pairs = withOutputs('a', 'b', 'a', 'b', 'a', 'b');
const text = prompt(...pairs);
const replaceNth = (source: string, what: string, nth: number, by: string): string => {
  let at = -1;
  for (let count = 0; count < nth; count += 1) at = source.indexOf(what, at + 1);
  return source.slice(0, at) + by + source.slice(at + what.length);
};

describe('inconsistent-field-name', () => {
  const check = (source: string, fileName = 'a.txt') => lintText('inconsistent-field-name', source, fileName);

  it.each([
    ['spells its output “output:”', 'Output:', 'output:'],
    ['calls its output “Answer:”', 'Output:', 'Answer:'],
    ['calls its input “Text:”', 'Input:', 'Text:'],
    ['spells its input “**Input:**”', 'Input:', '**Input:**'],
  ])('is found where one %s', (words, from, to) => {
    const other = replaceNth(text, from, 3, to);
    const [problem, ...more] = check(other);
    expect(more).toEqual([]);
    expect(problem?.message).toBe(
      `Demonstration 3 (line 7) ${words} where 5 others have “${from}”: use one name for it.`,
    );
    expect(other.slice(problem?.start, problem?.end)).toBe(to);
    expect(fixed(other, problem, `Change to ${from}`)).toBe(text);
    expect(parseDemonstrations(fixed(other, problem, `Change to ${from}`)).demonstrations).toHaveLength(6);
  });

  it('is found in JSON Lines', () => {
    const lines = jsonl(...pairs);
    const other = replaceNth(lines, '"input"', 4, '"text"');
    const [problem, ...more] = check(other, 'a.jsonl');
    expect(more).toEqual([]);
    expect(problem?.message).toContain('calls its input “"text"” where 5 others have “"input"”');
    expect(fixed(other, problem, 'Change to "input"')).toBe(lines);
  });

  it.each([
    ['the same names', text, 'a.txt'],
    [
      'numbers in them',
      pairs.map(([input, output], index) => `Q${index}: ${input}\nA${index}: ${output}`).join('\n\n'),
      'a.txt',
    ],
    [
      'numbers in front of them',
      pairs.map(([input, output], index) => `${index}. Text: ${input}\n   Label: ${output}`).join('\n'),
      'a.md',
    ],
    [
      'two tasks in one document',
      `${prompt(...pairs)}\n\nNow something else.\n\n${prompt(...pairs).replaceAll('Input', 'Question')}`,
      'a.txt',
    ],
    ['no name that most have', 'Q: a\nA: b\n\nq: c\na: d\n\nQ: e\nA: f\n\nq: g\na: h', 'a.txt'],
    ['a field more', replaceNth(text, 'Output:', 2, 'Hint: think\nOutput:'), 'a.txt'],
    ['a table', `text,label\n${pairs.map((pair) => pair.join(',')).join('\n')}`, 'a.csv'],
    [
      'records with fields of their own',
      pairs
        .map(([input, output], id) => JSON.stringify({ id, input, output, ...(id === 2 && { note: 'x' }) }))
        .join('\n'),
      'a.jsonl',
    ],
  ])('is not found: %s', (_, source, fileName) => {
    expect(check(source, fileName)).toEqual([]);
  });
});

describe('inconsistent-separator', () => {
  const check = (source: string, fileName = 'a.txt') => lintText('inconsistent-separator', source, fileName);

  it.each([
    ['a line break', '\n'],
    ['2 blank lines', '\n\n\n'],
    ['“---”', '\n---\n'],
  ])('is found where %s separates two', (words, separator) => {
    const other = replaceNth(text, '\n\n', 2, separator);
    const [problem, ...more] = check(other);
    expect(more).toEqual([]);
    expect(problem?.message).toBe(
      `Demonstration 3 (line ${4 + separator.split('\n').length}) is separated from the one before by ${words}, and 4 others by a blank line: use one separator.`,
    );
    expect(fixed(other, problem, 'Separate by a blank line')).toBe(text);
  });

  it('is found before the query', () => {
    const [problem] = check(`${text}\nInput: what?\nOutput:`);
    expect(problem?.message).toMatch(/^The query \(line 18\)/);
  });

  it.each([
    ['the same', text],
    [
      'titles that count',
      pairs
        .map(([input, output], index) => `### Example ${index + 1}\nInput: ${input}\nOutput: ${output}`)
        .join('\n\n'),
    ],
    [
      'titles of their own',
      pairs
        .map(([input, output], index) => `## ${sentences[index]}\nInput: ${input}\nOutput: ${output}`)
        .join('\n\n'),
    ],
    ['spaces in a blank line', replaceNth(text, '\n\n', 2, '\n  \n')],
    ['too few to say', prompt(...pairs.slice(0, 3)).replace('\n\n', '\n')],
  ])('is not found: %s', (_, source) => {
    expect(check(source)).toEqual([]);
  });

  it('is not found between records', () => {
    expect(check(jsonl(...pairs).replace('\n', '\n\n'), 'a.jsonl')).toEqual([]);
  });
});

describe('trailing-whitespace', () => {
  const check = (source: string, fileName = 'a.txt') => lintText('trailing-whitespace', source, fileName);

  it('is found at the end of any line of a block, and taken away', () => {
    const other = replaceNth(replaceNth(text, '\n', 1, ' \n'), '\n', 4, ' \t \n');
    const problems = check(other);
    expect(problems.map(({ message }) => message)).toEqual([
      'Line 1 ends in a space, which costs tokens wherever the prompt is used as it stands: remove it.',
      'Line 4 ends in 3 spaces, which cost tokens wherever the prompt is used as it stands: remove them.',
    ]);
    expect(fixed(other, problems[0], 'Remove trailing whitespace')).toBe(replaceNth(text, '\n', 4, ' \t \n'));
    expect(fixed(other, problems[1], 'Remove it from all 2 lines')).toBe(text);
  });

  it('is found behind the open field of the query', () => {
    const other = `${text}\n\nInput: what?\nOutput: `;
    const [problem, ...more] = check(other);
    expect(more).toEqual([]);
    expect(fixed(other, problem, 'Remove trailing whitespace')).toBe(other.trimEnd());
  });

  it('is found before a line break that program text spells out', () => {
    const source = `const P = ${JSON.stringify(replaceNth(text, '\n', 1, '  \n'))};\n`;
    const [problem] = check(source, 'a.ts');
    expect(fixed(source, problem, 'Remove trailing whitespace')).toBe(`const P = ${JSON.stringify(text)};\n`);
  });

  it('keeps Windows line ends', () => {
    const other = text.replaceAll('\n', ' \r\n');
    const [problem] = check(other);
    expect(fixed(other, problem, `Remove it from all ${text.split('\n').length - 1} lines`)).toBe(
      text.replaceAll('\n', '\r\n'),
    );
  });

  it.each([
    ['none', text, 'a.txt'],
    ['line breaks of Markdown', replaceNth(text, '\n', 1, '  \n'), 'a.md'],
    ['spaces inside of a line', replaceNth(text, ': ', 1, ':   '), 'a.txt'],
    ['outside of the block', `Prose.   \n\n${text}\n\n\nMore prose.   \n`, 'a.txt'],
    ['records', jsonl(...pairs).replace('\n', '  \n'), 'a.jsonl'],
  ])('is not found: %s', (_, source, fileName) => {
    expect(check(source, fileName)).toEqual([]);
  });
});

describe('over-window', () => {
  const tokens = (fates: readonly ('whole' | 'cut' | 'dropped')[]) => ({
    model: 'tiny',
    report: { each: fates.map((fate) => ({ tokens: 12, fate })), total: 60, budget: 64, used: 4 },
  });
  const check = (...fates: ('whole' | 'cut' | 'dropped')[]) =>
    lintText('over-window', text, 'a.txt', tokens(fates));

  it('is found for what is cut and what is dropped', () => {
    expect(
      check('whole', 'whole', 'whole', 'cut', 'dropped', 'dropped').map(({ message }) => message),
    ).toEqual([
      'Demonstration 4 (line 10) is cut to the 12 tokens that tiny has room for: shorten its input.',
      '2 demonstrations, from number 5 (line 13) on, do not fit into the 64 tokens that tiny reads: put the best first, shorten inputs, or remove some.',
    ]);
    expect(check('whole', 'whole', 'whole', 'whole', 'whole', 'dropped')[0]?.message).toMatch(
      /^Demonstration 6 \(line 16\) does not fit/,
    );
  });

  it('is not found where all fit, or where nobody has counted', () => {
    expect(check('whole', 'whole', 'whole', 'whole', 'whole', 'whole')).toEqual([]);
    expect(lintText('over-window', text)).toEqual([]);
  });
});
