import { decodeScript } from '../escapes';
import type { PlacedText } from '../placedText';
import type { ScalarNode } from '../tree/tree';
import { alignToSource } from '../tree/align';

/** What a JSON string says, with the place of every unit. */
export function jsonText({ start }: ScalarNode, source: string): PlacedText {
  return decodeScript(source, start + 1, '"');
}

/** The same of a YAML scalar. A block starts with its header, so that its text is looked for behind it. */
export function yamlText({ text, start, end }: ScalarNode, source: string): PlacedText {
  const header = /^[|>][-+\d]*[^\n]*\n/.exec(source.slice(start, start + 200));
  return alignToSource(text, source, start + (header?.[0].length ?? 0), end);
}
