import { describe, expect, it } from 'vitest';
import { UserError } from '../shared/errors';
import { parseQueries, readQueries } from './queries';

function failure(run: () => unknown): UserError {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('parseQueries', () => {
  it('reads one or more labelled queries and names the one without an answer', () => {
    expect(parseQueries('{"input":"a","output":"x","options":["x","y"]}\n')).toEqual([
      { input: 'a', output: 'x', options: ['x', 'y'] },
    ]);
    expect(failure(() => parseQueries('{"input":"a","output":"x"}\n{"input":"b"}')).message).toMatch(
      /^Query 2 \(line 2\) has no output/,
    );
    expect(failure(() => parseQueries('prose')).code).toBe('noDemonstrations');
    expect(failure(() => parseQueries('')).code).toBe('badInput');
  });
});

describe('readQueries', () => {
  const csv = { fileName: 'a.queries.csv' };
  const tsv = { fileName: 'a.queries.tsv' };

  it('reads JSON Lines with and without answers, and says where each stands', () => {
    const text = '{"input":"a","output":"x","options":["x","y"]}\n\n{"input":"b"}\n{"question":"c"}\n';
    expect(readQueries(text)).toEqual([
      { input: 'a', output: 'x', options: ['x', 'y'], start: 0, end: 46 },
      { input: 'b', start: 48, end: 61 },
      { input: 'c', start: 62, end: 78 },
    ]);
    expect(readQueries('{"input":"alone"}')).toEqual([{ input: 'alone', start: 0, end: 17 }]);
  });

  it('reads CSV and TSV with columns for outputs and options, or without', () => {
    expect(readQueries('text,label,options\n"a, b",x,"[""x"", ""y|z""]"\nc,,x|y\n', csv)).toEqual([
      { input: 'a, b', output: 'x', options: ['x', 'y|z'], start: 19, end: 46 },
      { input: 'c', options: ['x', 'y'], start: 47, end: 53 },
    ]);
    expect(readQueries('options\tinput\nyes, no\tis it?\n', tsv)).toMatchObject([
      { input: 'is it?', options: ['yes', 'no'] },
    ]);
    expect(readQueries('input\nfirst\nsecond\n', csv).map(({ input }) => input)).toEqual(['first', 'second']);
    expect(readQueries('whatever\nfirst\n', csv)).toMatchObject([{ input: 'first' }]);
    expect(readQueries('id,query\n7,first\n', csv)).toMatchObject([{ input: 'first' }]);
  });

  it('takes two columns of any names as input and output', () => {
    expect(readQueries('from,to\na,x\n', csv)).toMatchObject([{ input: 'a', output: 'x' }]);
    expect(readQueries('from,to,options\na,x,x|y\n', csv)).toMatchObject([
      { input: 'a', output: 'x', options: ['x', 'y'] },
    ]);
  });

  it.each([
    ['{"input":"a","output":"z","options":["x","y"]}', {}, /^Query 1 \(line 1\) has the output "z"/],
    ['{"input":"a"}\n{"input":""}', {}, /^Query 2 \(line 2\) has no input/],
    ['{"output":"a"}\n{"output":"b"}', {}, /has no "input" and "output"/],
    ['{"input": ', {}, /JSON is not valid at line 1/],
    ['a,b,c\n1,2,3\n', csv, /name one "input"/],
    ['input,options\na,"[1, {]"\n', csv, /^Line 2 has options that are no JSON array/],
    ['input,options\na,"[1]"\n', csv, /^Line 2 has options that are no JSON array/],
    ['input\n', csv, /No queries were found/],
    ['  \n', csv, /There are no queries/],
    ['\0', {}, /is binary/],
  ])('refuses %j', (text, hint, message) => {
    expect(failure(() => readQueries(text, hint)).message).toMatch(message);
  });

  it('reads 10,000 lines in little time', () => {
    const text = Array.from({ length: 10_000 }, (_, index) => JSON.stringify({ input: `q ${index}` })).join(
      '\n',
    );
    const started = performance.now();
    expect(readQueries(text)).toHaveLength(10_000);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
