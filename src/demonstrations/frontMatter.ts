/** A document that starts with YAML between two rules, as prompts and pages do. Offsets are the text's. */
export interface FrontMatter {
  readonly yaml: readonly [number, number];
  /** Where the document goes on. */
  readonly body: number;
}

const FRONT = /^\ufeff?---[ \t]*\r?\n([\s\S]*?)(?<=\n)---[ \t]*(?:\r?\n|$)/;

/** The front matter of a text; undefined if it has none. */
export function frontMatterOf(text: string): FrontMatter | undefined {
  const match = FRONT.exec(text);
  if (!match) return undefined;
  const start = match[0].indexOf('\n') + 1;
  return { yaml: [start, start + (match[1]?.length ?? 0)], body: match[0].length };
}
