import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import { type Candidate, type LineOf, orProblem } from './candidate';
import { type Line, splitLines, trimmedRange } from './lines';
import { recordExample, SHAPE } from './structured/record';
import { readJson } from './tree/json';
import type { TreeNode } from './tree/tree';

/** Reads JSON Lines, one record a line: `{input, output, options?}`, or what else `recordExample` knows. */
export function parseJsonl(text: string, lineOf: LineOf): Candidate {
  const [start, end] = trimmedRange(text);
  return orProblem('jsonl', [start, end], () => {
    const examples = splitLines(text)
      .filter((line) => line.text.trim() !== '')
      .map((line) => {
        const example = recordExample(parseLine(line, lineOf), sentence('Line {0}', lineOf(line.start)));
        return { ...example, start: line.start, end: line.end };
      });
    return { format: 'jsonl', start, end, examples };
  });
}

/** @throws UserError `badInput` */
function parseLine(line: Line, lineOf: LineOf): TreeNode {
  const { roots, problems } = readJson(line.text, true);
  const [problem] = problems;
  if (roots[0] && !problem) return roots[0].node;
  throw new UserError(
    'badInput',
    sentence(
      'Line {0} is not valid JSON ({1}): write one object such as {2} a line.',
      lineOf(line.start),
      problem?.reason ?? sentence('nothing there'),
      SHAPE,
    ),
  );
}

/** JSON Lines in the middle of other text: at least two lines in a row that look like objects. */
export function findJsonl(text: string): readonly (readonly [number, number])[] {
  const runs: { start: number; end: number; count: number }[] = [];
  let open = false;
  for (const line of splitLines(text)) {
    const isObject = /^\s*\{\s*".*\}\s*$/.test(line.text);
    const run = runs.at(-1);
    if (isObject && open && run) {
      run.end = line.end;
      run.count += 1;
    } else if (isObject) {
      runs.push({ start: line.start, end: line.end, count: 1 });
    }
    open = isObject || (open && line.text.trim() === '');
  }
  return runs.filter(({ count }) => count >= 2).map(({ start, end }) => [start, end]);
}
