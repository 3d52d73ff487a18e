import type { Example } from '../demonstrations/candidate';
import { readJson } from '../demonstrations/tree/json';
import type { BlockFormat } from '../demonstrations/types';
import type { Edit } from './types';

/** The edit that adds an example's output to its own options, where they are a list in JSON. */
export function optionsEnd(
  text: string,
  format: BlockFormat,
  { start, end, output }: Example,
): Edit | undefined {
  if (format !== 'jsonl' && format !== 'json') return undefined;
  const source = text.slice(start, end);
  const [root] = readJson(source).roots;
  if (root?.node.type !== 'map') return undefined;
  const options = root.node.entries.find(({ name }) => name.toLowerCase() === 'options')?.value;
  const last = options?.type === 'list' ? options.items.at(-1) : undefined;
  const before = options?.type === 'list' ? options.items.at(-2) : undefined;
  if (!last) return undefined;
  const between = before ? source.slice(before.end, last.start) : ', ';
  const at = start + last.end;
  return { start: at, end: at, text: between + JSON.stringify(output) };
}
