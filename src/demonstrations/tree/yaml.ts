import { CST, Parser } from 'yaml';
import { trimmedEnd } from '../lines';
import { DEEPEST, type Entry, type MapNode, type SyntaxProblem, type Tree, type TreeNode } from './tree';

/** One item of any collection, as the syntax tree has it. */
interface Item {
  readonly start: readonly CST.SourceToken[];
  readonly key?: CST.Token | null;
  readonly sep?: readonly CST.SourceToken[];
  readonly value?: CST.Token;
}

/**
 * Reads the documents of a YAML text on past its errors. Works on the syntax tree: composing documents would take twice as long. Aliases stand
 * for scalars and for maps of scalars. Never throws.
 */
export function readYaml(text: string): Tree {
  const reader = new Reader(text);
  for (const token of new Parser().parse(text)) reader.document(token);
  return { roots: reader.roots.map((node) => ({ node })), problems: reader.problems };
}

class Reader {
  readonly roots: TreeNode[] = [];
  readonly problems: SyntaxProblem[] = [];
  private readonly anchors = new Map<string, TreeNode>();
  private depth = 0;

  constructor(private readonly text: string) {}

  document(token: CST.Token): void {
    if (token.type === 'error') this.problem(token.offset, token.message);
    if (token.type !== 'document') return;
    this.anchors.clear();
    this.reportErrors(token.end ?? []);
    if (token.value) this.roots.push(this.node(token.value, token.start));
  }

  /** @param before what stands in front of the value: anchors and tags */
  private node(token: CST.Token, before: readonly CST.SourceToken[]): TreeNode {
    if (this.depth >= DEEPEST) return { type: 'unknown', ...place(token) };
    this.depth += 1;
    const node = this.content(token);
    this.depth -= 1;
    const anchor = before.findLast(({ type }) => type === 'anchor')?.source.slice(1);
    if (anchor !== undefined) this.anchors.set(anchor, node);
    return node;
  }

  private content(token: CST.Token): TreeNode {
    if (token.type === 'alias') return this.alias(token);
    if (CST.isScalar(token)) return this.scalar(token);
    if (token.type === 'block-seq') return this.list(token.items, token.offset, undefined);
    if (token.type === 'block-map') return this.map(token.items, token.offset, undefined);
    if (token.type === 'flow-collection') {
      const [last] = token.end;
      if (!last) this.problem(token.offset, 'a bracket is not closed');
      this.reportErrors(token.end);
      const end = last && last.offset + last.source.length;
      if (token.start.type === 'flow-seq-start') return this.list(token.items, token.offset, end);
      return this.map(token.items, token.offset, end);
    }
    if (token.type === 'error') this.problem(token.offset, token.message);
    return { type: 'unknown', ...place(token) };
  }

  private scalar(token: CST.FlowScalar | CST.BlockScalar): TreeNode {
    const start = token.offset;
    const simple = simpleText(token);
    if (simple !== undefined) {
      const isString =
        token.type !== 'scalar' || !/^(?:~|null|true|false|[-+]?[\d.][\d._e+-]*|)$/i.test(simple);
      const text = isString || !/^(?:~|null)$/i.test(simple) ? simple : '';
      return { type: 'scalar', text, isString, start, end: start + token.source.length };
    }
    const { value, range } = CST.resolveAsScalar(token, true, (_at, _code, reason) =>
      // Where it starts: the end of what is not closed says nothing.
      this.problem(start, reason),
    );
    return {
      type: 'scalar',
      text: value,
      isString: true,
      start,
      end: trimmedEnd(this.text, start, range[1]),
    };
  }

  /** Shared values could stand for exponentially many: only small ones are followed. */
  private alias(token: CST.FlowScalar): TreeNode {
    const target = this.anchors.get(token.source.slice(1));
    const small =
      target?.type === 'scalar' ||
      (target?.type === 'map' && target.entries.every(({ value }) => value.type === 'scalar'));
    return target && small ? { ...target, ...place(token) } : { type: 'unknown', ...place(token) };
  }

  private list(items: readonly Item[], start: number, closed: number | undefined): TreeNode {
    const nodes = items.flatMap((item) => {
      // `[a: b]` is a list of maps of one entry.
      if (item.sep) return [this.map([item], item.key?.offset ?? start, undefined)];
      return item.value ? [this.node(item.value, item.start)] : [];
    });
    return { type: 'list', start, end: closed ?? nodes.at(-1)?.end ?? start + 1, items: nodes };
  }

  private map(items: readonly Item[], start: number, closed: number | undefined): MapNode {
    const entries: Entry[] = [];
    let end = start;
    for (const { start: before, key, sep, value } of items) {
      if (!key) continue;
      const name = this.node(key, before);
      const node = value ? this.node(value, sep ?? []) : nothing(name.end);
      end = Math.max(end, name.end, node.end);
      if (name.type !== 'scalar') continue;
      if (name.text === '<<' && node.type === 'map') entries.push(...node.entries);
      else entries.push({ name: name.text, value: node });
    }
    return { type: 'map', start, end: closed ?? end, entries };
  }

  private reportErrors(tokens: readonly CST.SourceToken[]): void {
    for (const { type, offset } of tokens) {
      if (type === 'flow-error-end') this.problem(offset, 'a bracket is not closed');
    }
  }

  private problem(at: number, reason: string): void {
    this.problems.push({ at, reason: reason.replace(/\s+/g, ' ') });
  }
}

/** The text of a scalar that needs no decoding, which is most of them; undefined for others. */
function simpleText({ type, source }: CST.FlowScalar | CST.BlockScalar): string | undefined {
  if (type === 'block-scalar' || source.includes('\n')) return undefined;
  if (type === 'scalar') return source;
  const quote = source.charAt(0);
  const inner = source.slice(1, -1);
  const plain =
    source.length > 1 && source.endsWith(quote) && !inner.includes(quote) && !inner.includes('\\');
  return plain ? inner : undefined;
}

const nothing = (at: number): TreeNode => ({ type: 'scalar', text: '', isString: false, start: at, end: at });

function place(token: CST.Token): { start: number; end: number } {
  const length = 'source' in token ? token.source.length : 0;
  return { start: token.offset, end: token.offset + length };
}
