import { type Line, splitLines } from '../lines';
import { normalName } from '../names';

/** A field's name where it stands in a text (`Input:`, `**Review:**`, `### Output`, `- Q1:`). */
export interface Label {
  /** Normal name: `normalName`. */
  readonly name: string;
  /** Where the value before it ends: the label's line start, or where an inline label begins. */
  readonly start: number;
  readonly valueStart: number;
  /** Columns in front of the name (list mark, quote mark): how far continued lines may be indented. */
  readonly indent: number;
  /** Continued lines start with `>`. */
  readonly quoted: boolean;
  /** It is a Markdown heading. */
  readonly heading: boolean;
  /** Nothing follows before the next label: a title such as `Example 3:`, or a field left open. */
  readonly blank: boolean;
}

/** A label before it is settled which others count. */
export type Found = Omit<Label, 'blank'>;

/** List marks, numbering, quote marks and emphasis that may stand before a name. */
const PREFIX = /^[ \t]*(?:>[ \t]?)*[ \t]*(?:(?:[-*+•]|\(?\d{1,5}[.)\]])[ \t]+)?/;
const NAME = /^\p{L}[\p{L}\p{N}_'/-]*(?: [\p{L}\p{N}_'/&-]+){0,3}(?: ?[#(]?\d+\)?)?$/u;
const HEADING = /^[ \t]*#{1,6}[ \t]+(.+?)[ \t]*#*$/;
const BOLD = /(?:\*\*|__)([^*_:：\n]{1,40})(?:[:：][ \t]*(?:\*\*|__)|(?:\*\*|__)[ \t]*[:：])/gu;
const INLINE = /(?<=[\s|;,/>→—-])(\p{L}[\p{L}\p{N}_-]{0,23})[ \t]?[:：](?=\s|$)/gu;
/** Around the colon of addresses, scopes and times. */
const NO_LABEL = /^(?:.[:：](?:\/\/|:)|\d[:：]\d)/u;
const FENCE = /^\s*(`{3,}|~{3,})\s*([\w+-]*)/;
/** Longest name looked for, in characters: keeps the search for a colon short on long lines. */
const LONGEST_NAME = 48;

/** All labels, in order. With `inline`, plain names count in the middle of a line too, if the line starts with a label. */
export function findLabels(text: string, inline: boolean): Found[] {
  const labels: Found[] = [];
  let code: string | undefined;
  for (const line of splitLines(text)) {
    const fence = FENCE.exec(line.text);
    if (code !== undefined || fence) {
      code = code === undefined ? codeFence(fence) : line.text.trim().startsWith(code) ? undefined : code;
      continue;
    }
    const leading = headingLabel(line) ?? leadingLabel(line);
    if (leading) labels.push(leading);
    pushInline(labels, line, BOLD, leading?.valueStart ?? line.start);
    if (inline && leading) pushInline(labels, line, INLINE, leading.valueStart);
  }
  return labels.sort((a, b) => a.start - b.start);
}

/** The marks of a fence that holds program text, whose colons are no labels; examples may stand in other fences. */
function codeFence(fence: RegExpExecArray | null): string | undefined {
  return fence && !/^(?:|te?xt|plain(?:text)?|md|markdown|prompt)$/i.test(fence[2] ?? '')
    ? fence[1]
    : undefined;
}

/** Settles which of the labels that count are blank: it depends on where the next one is. */
export function markBlank(text: string, labels: readonly Found[]): Label[] {
  return labels.map((label, index) => ({ ...label, blank: isBlank(text, label, labels[index + 1]) }));
}

function isBlank(text: string, label: Found, next: Found | undefined): boolean {
  const end = next?.start ?? text.length;
  const nonBlank = /\S/g;
  nonBlank.lastIndex = label.valueStart;
  const found = nonBlank.exec(text);
  return !found || found.index >= end;
}

function headingLabel(line: Line): Found | undefined {
  const match = HEADING.exec(line.text);
  if (!match?.[1]) return undefined;
  const colon = /^([^:：]+)[:：][*_]*(.*)$/u.exec(match[1]);
  const name = cleanName(colon?.[1] ?? match[1]);
  if (name === undefined) return undefined;
  const value = colon?.[2] ?? '';
  const valueStart = value.trim() === '' ? line.end : line.start + line.text.lastIndexOf(value);
  return { name, start: line.start, valueStart, indent: 0, quoted: false, heading: true };
}

function leadingLabel(line: Line): Found | undefined {
  const prefix = PREFIX.exec(line.text)?.[0] ?? '';
  const rest = line.text.slice(prefix.length, prefix.length + LONGEST_NAME);
  const base = { start: line.start, indent: prefix.length, quoted: prefix.includes('>'), heading: false };
  const alone = /^(\*\*|__)([^*_:]+)\1\s*$/.exec(line.text.slice(prefix.length));
  if (alone) {
    const name = cleanName(alone[2] ?? '');
    return name === undefined ? undefined : { ...base, name, valueStart: line.end };
  }
  const colon = rest.search(/[:：]/u);
  if (colon <= 0 || NO_LABEL.test(rest.slice(colon - 1))) return undefined;
  const name = cleanName(rest.slice(0, colon));
  if (name === undefined) return undefined;
  const closing = /^[:：](?:\*\*|__|\*|_|`)?/u.exec(rest.slice(colon))?.[0].length ?? 1;
  const opened = /^[*_`]/.test(rest) && !/[*_`]\s*$/.test(rest.slice(0, colon));
  return { ...base, name, valueStart: line.start + prefix.length + colon + (opened ? closing : 1) };
}

function pushInline(labels: Found[], line: Line, pattern: RegExp, from: number): void {
  for (const match of line.text.matchAll(pattern)) {
    const start = line.start + match.index;
    const name = cleanName(match[1] ?? '');
    if (start < from || name === undefined) continue;
    labels.push({
      name,
      start,
      valueStart: start + match[0].length,
      indent: 0,
      quoted: false,
      heading: false,
    });
  }
}

function cleanName(raw: string): string | undefined {
  const name = raw.replace(/^[*_`[]+|[*_`\]]+$/g, '').trim();
  return NAME.test(name) ? normalName(name) : undefined;
}
