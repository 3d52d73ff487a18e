import { expect, it } from 'vitest';
import { optionLogProbs } from './optionLogProbs';

const next = Float32Array.from([0.5, 0.25, 0.25], Math.log);

it('scores options of one token by the logits behind the query alone', async () => {
  const scored = await optionLogProbs(next, [[2], [0]], () => expect.unreachable());
  expect(scored.map(([only]) => Math.exp(only ?? 0))).toEqual([expect.closeTo(0.25), expect.closeTo(0.5)]);
});

it('reads the longer ones together, without their last tokens, and leaves out what pads a row', async () => {
  const asked: unknown[] = [];
  const uniform = [1 / 3, 1 / 3, 1 / 3];
  const rows = [
    [0.2, 0.8, 0],
    [0.1, 0.1, 0.8],
    [0.3, 0.3, 0.4],
    // Behind the padding of the second row.
    uniform,
  ];
  const options = [[0], [1, 1, 2], [2], [2, 0]];
  const scored = await optionLogProbs(next, options, async (read) => {
    asked.push(read);
    return { data: Float32Array.from(rows.flat(), Math.log), width: 2 };
  });
  expect(asked).toEqual([[[1, 1], [2]]]);
  expect(scored.map((tokens) => tokens.map((value) => Number(Math.exp(value).toFixed(4))))).toEqual([
    [0.5],
    [0.25, 0.8, 0.8],
    [0.25],
    [0.25, 0.3],
  ]);
});
