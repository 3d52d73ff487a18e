interface Added {
  readonly id: number;
  /** Whether white space before the token, or behind it, belongs to it. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
}

/** What lies between the added tokens of a text, or one of them. */
export type Span = { readonly id: number } | { readonly text: string; readonly first: boolean };

function read(value: unknown): Map<string, Added> {
  if (value !== undefined && !Array.isArray(value)) throw new Error('added_tokens is not a list');
  const tokens = (value ?? []) as readonly Readonly<Record<string, unknown>>[];
  return new Map(
    tokens.map(({ content, id, normalized, single_word: singleWord, lstrip, rstrip }) => {
      if (typeof content !== 'string' || content === '' || typeof id !== 'number')
        throw new Error('no token');
      if (normalized === true || singleWord === true) throw new Error(`${content} is matched in its own way`);
      return [content, { id, lstrip: lstrip === true, rstrip: rstrip === true }];
    }),
  );
}

/** Matches the longest token at each place; nothing where there are none. */
function matching(tokens: Iterable<string>): RegExp {
  const longestFirst = [...tokens].sort((a, b) => b.length - a.length);
  const escaped = longestFirst.map((token) => token.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(escaped.join('|') || '(?!)', 'gu');
}

const isSpace = (character: string): boolean => /\p{White_Space}/u.test(character);

/** Tokens that are found in a text before anything else is done with it. */
export class AddedTokens {
  private readonly tokens: ReadonlyMap<string, Added>;
  private readonly pattern: RegExp;

  /** `value`: `added_tokens` of a `tokenizer.json`. Throws where it is broken, or a token is to be found otherwise. */
  constructor(value: unknown) {
    this.tokens = read(value);
    this.pattern = matching(this.tokens.keys());
  }

  /** Every token's text and its id. */
  *[Symbol.iterator](): Iterator<readonly [string, number]> {
    for (const [content, { id }] of this.tokens) yield [content, id];
  }

  /** The tokens in a text, and what lies between them; nothing of it is empty. */
  split(text: string): readonly Span[] {
    const spans: Span[] = [];
    let from = 0;
    const between = (end: number): void => {
      if (from < end) spans.push({ text: text.slice(from, end), first: from === 0 });
    };
    for (const { index, 0: content } of text.matchAll(this.pattern)) {
      const added = this.tokens.get(content);
      if (added === undefined) continue;
      let start = index;
      let end = index + content.length;
      if (added.lstrip) while (start > from && isSpace(text.charAt(start - 1))) start -= 1;
      if (added.rstrip) while (end < text.length && isSpace(text.charAt(end))) end += 1;
      between(start);
      spans.push({ id: added.id });
      from = end;
    }
    between(text.length);
    return spans;
  }
}
