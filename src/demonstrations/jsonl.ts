import { UserError } from '../shared/errors';
import { trimText } from '../shared/trimText';
import type { Candidate, Example } from './candidate';
import { type Line, lineCounter, splitLines, trimmedRange } from './lines';
import { choosePair } from './names';

const SHAPE = '{"input": "…", "output": "…"}';

/** Reads JSON Lines, one `{input, output, options?}` a line. `lineOf` numbers a line by its offset. */
export function parseJsonl(text: string, lineOf: (offset: number) => number): Candidate {
  const examples = splitLines(text)
    .filter((line) => line.text.trim() !== '')
    .map((line) => toExample(parseLine(line, lineOf), line.start, `Line ${lineOf(line.start)}`));
  const [start, end] = trimmedRange(text);
  return { format: 'jsonl', start, end, examples };
}

function parseLine(line: Line, lineOf: (offset: number) => number): unknown {
  try {
    return JSON.parse(line.text) as unknown;
  } catch (error) {
    throw new UserError(
      'badInput',
      `Line ${lineOf(line.start)} is not valid JSON (${reason(error)}): write one object such as ${SHAPE} a line.`,
      { cause: error },
    );
  }
}

/** Reads a JSON array of `{input, output, options?}`. */
export function parseJson(text: string): Candidate {
  const [start, end] = trimmedRange(text);
  const value = parseWhole(text);
  if (!Array.isArray(value)) {
    throw new UserError('badInput', `The JSON is not an array: write an array of objects such as ${SHAPE}.`);
  }
  const examples = value.map((item: unknown, index) =>
    toExample(item, start, `Item ${index + 1} of the array`),
  );
  return { format: 'json', start, end, examples };
}

function parseWhole(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const where = firstBadItem(text);
    throw new UserError('badInput', `The JSON is not valid${where} (${reason(error)}): correct it there.`, {
      cause: error,
    });
  }
}

/** Where the first broken object of the array starts: the engine's message does not always say. */
function firstBadItem(text: string): string {
  let depth = 0;
  let start = 0;
  for (const match of text.matchAll(/"(?:[^"\\\n]|\\.)*"|[{}]/g)) {
    if (match[0] === '{' && (depth += 1) === 1) start = match.index;
    if (match[0] !== '}' || (depth -= 1) !== 0) continue;
    try {
      JSON.parse(text.slice(start, match.index + 1));
    } catch {
      return ` at line ${lineCounter(text)(start)}`;
    }
  }
  return '';
}

function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').replace(/\.$/, '');
}

function toExample(value: unknown, at: number, where: string): Example {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UserError('badInput', `${where} is not a JSON object: write one such as ${SHAPE}.`);
  }
  const entries = Object.entries(value).filter(([key]) => key.toLowerCase() !== 'options');
  const pair = choosePair(
    entries.map(([key]) => key),
    false,
  );
  const input = pair && entries[pair[0]];
  if (!pair || !input) return openExample(value, at, where);
  const example = {
    input: toText(input[1], where, input[0]),
    output: toText(entries[pair[1]]?.[1], where, entries[pair[1]]?.[0]),
    at,
  };
  const options = toOptions((value as { options?: unknown }).options, where);
  return options ? { ...example, options } : example;
}

/** An object with an input and no output at all is the open query (or, elsewhere than at the end, reported as having no output). */
function openExample(value: object, at: number, where: string): Example {
  const entry = Object.entries(value).find(([key]) => choosePair([key, 'output'], false) !== undefined);
  if (!entry) {
    throw new UserError(
      'badInput',
      `${where} has no "input" and "output": write an object such as ${SHAPE}.`,
    );
  }
  return { input: toText(entry[1], where, entry[0]), output: '', at };
}

function toText(value: unknown, where: string, key = 'output'): string {
  if (typeof value === 'string') return trimText(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null || value === undefined) return '';
  throw new UserError('badInput', `${where} has a "${key}" that is not a string: write it as one.`);
}

function toOptions(value: unknown, where: string): readonly string[] | undefined {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return undefined;
  if (!Array.isArray(value))
    throw new UserError('badOptions', `${where} has "options" that are not an array: write ["…", "…"].`);
  return value.map((option: unknown) => toText(option, where, 'options'));
}
