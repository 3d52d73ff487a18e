import type { Example } from '../demonstrations/candidate';
import { choosePair } from '../demonstrations/names';
import { readJson } from '../demonstrations/tree/json';
import type { BlockFormat, TextRange } from '../demonstrations/types';

/** Where an output stands in the document, and how another one is written in its place. */
export interface OutputPlace {
  readonly range: TextRange;
  write(output: string): string;
}

const asItIs = (output: string): string => output;

/** Finds an example's output in the document; undefined where it is written in another way, or may be one of several places. */
export function outputRange(text: string, format: BlockFormat, example: Example): OutputPlace | undefined {
  const source = text.slice(example.start, example.end);
  if (format === 'jsonl' || format === 'json') return inRecord(source, example);
  const { output } = example;
  if (format === 'fields' || format === 'arrows') {
    if (!source.endsWith(output)) return undefined;
    return { range: { start: example.end - output.length, end: example.end }, write: asItIs };
  }
  return format === 'csv' || format === 'tsv' ? onlyCell(source, example) : undefined;
}

function inRecord(source: string, { start, output }: Example): OutputPlace | undefined {
  const [root] = readJson(source).roots;
  if (root?.node.type !== 'map') return undefined;
  const { entries } = root.node;
  const pair = choosePair(
    entries.map(({ name }) => name),
    false,
  );
  const value = pair && entries[pair[1]]?.value;
  if (value?.type !== 'scalar' || !value.isString || value.text.trim() !== output) return undefined;
  return {
    range: { start: start + value.start, end: start + value.end },
    write: (text) => JSON.stringify(text),
  };
}

/** The one cell of a row that says what the output does. */
function onlyCell(source: string, { start, output }: Example): OutputPlace | undefined {
  const cells = [...source.matchAll(/(?<=^|[,;\t])([^,;\t"\r\n]*)(?=$|[,;\t])/g)].filter(
    ([cell]) => cell.trim() === output,
  );
  const [only] = cells;
  if (!only || cells.length > 1) return undefined;
  const at = start + only.index + only[0].indexOf(output);
  // Another cell's delimiter must not come in with the text.
  const write = (text: string): string =>
    /[,;\t"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return { range: { start: at, end: at + output.length }, write };
}
