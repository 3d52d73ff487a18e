import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { csvOf } from './csv';
import { answeredColumns, rowView, type PreviewRow } from './rows';

function row(input: string, prediction: string, output?: string): PreviewRow {
  const arm = { prediction, probability: 0.75 };
  return {
    query: { input, start: 0, end: 1, ...(output !== undefined && { output }) },
    answers: {
      arms: { zeroShot: { prediction: 'none' }, fullIcl: arm, fewerShot: arm, distilled: arm },
      fidelity: { kl: 0.1234567, top1Agreement: 1 },
      queryCut: false,
    },
  };
}
const waiting: PreviewRow = { query: { input: 'later', start: 0, end: 1 } };

describe('rowView', () => {
  it('clips long texts and trims the right answer', () => {
    expect(rowView(row('x'.repeat(1000), 'a', ' a '))).toMatchObject({ expected: 'a' });
    expect(rowView(row('x'.repeat(1000), 'a')).input).toHaveLength(401);
    expect(rowView(waiting)).toEqual({ input: 'later' });
  });
});

describe('answeredColumns', () => {
  it('takes what was answered', () => {
    expect(answeredColumns([row('q', 'a', ' a'), waiting, row('r', 'b')])).toEqual({
      expected: ['a', null],
      predictions: {
        zeroShot: ['none', 'none'],
        fullIcl: ['a', 'b'],
        fewerShot: ['a', 'b'],
        distilled: ['a', 'b'],
      },
      fidelity: [
        { kl: 0.1234567, top1Agreement: 1 },
        { kl: 0.1234567, top1Agreement: 1 },
      ],
    });
    expect(answeredColumns([waiting])).toBeUndefined();
  });
});

describe('csvOf', () => {
  it('writes the rows asked for, in their order, with the numbers they have', () => {
    const text = csvOf([row('a, "b"\nc', 'yes', 'no'), waiting, row('d', 'maybe')], [2, 0, 1, 9]);
    expect(text.split('\r\n')[1]).toBe('3,d,,none,,maybe,0.75,maybe,0.75,maybe,0.75,yes,0.123457,yes');
    const records = parse<Record<string, string>>(text, { columns: true, record_delimiter: '\r\n' });
    expect(records.map((record) => record['query'])).toEqual(['3', '1', '2']);
    expect(records[1]).toMatchObject({
      input: 'a, "b"\nc',
      expected: 'no',
      fullIcl: 'yes',
      zeroShot: 'none',
    });
    expect(records[2]).toMatchObject({ input: 'later', distilled: '', kl: '' });
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://x","y")'])(
    'lets no text be a formula: %j',
    (input) => {
      const [record] = parse<Record<string, string>>(csvOf([row(input, input)], [0]), {
        columns: true,
        record_delimiter: '\r\n',
      });
      expect(record).toMatchObject({ input: `'${input}`, distilled: `'${input}` });
    },
  );
});
