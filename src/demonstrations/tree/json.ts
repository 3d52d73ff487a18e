import { printParseErrorCode, visit } from 'jsonc-parser';
import { DEEPEST, type Entry, type SyntaxProblem, type Tree, type TreeNode } from './tree';

/** A list or a map whose end has not come yet. */
interface Open {
  readonly type: 'list' | 'map';
  readonly start: number;
  readonly items: TreeNode[];
  readonly entries: Entry[];
  name: string;
}

class TooDeep extends Error {}

/**
 * Reads JSON on past its errors. Never throws.
 * @param strict comments and trailing commas are errors too
 */
export function readJson(text: string, strict = false): Tree {
  const reader = new Reader(text);
  try {
    visit(text, reader, { disallowComments: strict, allowTrailingComma: !strict, allowEmptyContent: true });
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    reader.problems.push({ at: reader.reached, reason: 'nested too deep' });
  }
  return { roots: reader.finish().map((node) => ({ node })), problems: reader.problems };
}

/** Builds the nodes from what the parser meets. */
class Reader {
  readonly problems: SyntaxProblem[] = [];
  reached = 0;
  private readonly open: Open[] = [];
  private readonly roots: TreeNode[] = [];

  constructor(private readonly text: string) {}

  readonly onObjectBegin = (offset: number): void => this.begin('map', offset);
  readonly onArrayBegin = (offset: number): void => this.begin('list', offset);
  readonly onObjectEnd = (offset: number, length: number): void => this.close(offset + length);
  readonly onArrayEnd = (offset: number, length: number): void => this.close(offset + length);
  readonly onObjectProperty = (name: string): void => {
    const map = this.open.at(-1);
    if (map) map.name = name;
  };
  readonly onLiteralValue = (
    value: string | number | boolean | null | undefined,
    start: number,
    length: number,
  ): void => {
    const text = String(value ?? '');
    const isString = typeof value === 'string';
    this.add({ type: 'scalar', text, isString, start, end: start + length });
  };
  readonly onError = (code: Parameters<typeof printParseErrorCode>[0], at: number): void => {
    this.problems.push({ at, reason: words(printParseErrorCode(code)) });
  };

  /** Ends what was left open, and gives everything. */
  finish(): readonly TreeNode[] {
    while (this.open.length > 0) this.close(this.text.length);
    return this.roots;
  }

  private begin(type: Open['type'], start: number): void {
    this.reached = start;
    if (this.open.length >= DEEPEST) throw new TooDeep();
    this.open.push({ type, start, items: [], entries: [], name: '' });
  }

  private close(end: number): void {
    const done = this.open.pop();
    if (!done) return;
    const { type, start, items, entries } = done;
    this.add(type === 'list' ? { type, start, end, items } : { type, start, end, entries });
  }

  private add(node: TreeNode): void {
    const parent = this.open.at(-1);
    if (!parent) this.roots.push(node);
    else if (parent.type === 'list') parent.items.push(node);
    else parent.entries.push({ name: parent.name, value: node });
  }
}

/** `CommaExpected` as `comma expected`. */
function words(code: string): string {
  return code.replace(/(?!^)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();
}
