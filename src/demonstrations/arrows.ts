import { trimText } from '../shared/trimText';
import type { Candidate, Example } from './candidate';
import { type Line, splitLines } from './lines';

/** `input -> output`: one arrow with blanks around it. A chain of arrows is a path, and code that ends in a brace is a function. */
const ARROW = /[ \t](->|=>|→|⇒|⟶|➔|➜)(?=[ \t]|$)/gu;
const PREFIX = /^[ \t]*(?:>[ \t]?)*(?:(?:[-*+•]|\(?\d{1,5}[.)\]])[ \t]+)?/;
const LONGEST = 2000;

/** Fewer lines with arrows are likely to be something else, such as steps through a menu. */
const FEWEST = 3;

interface ArrowLine extends Example {
  readonly arrow: string;
}

/** Runs of lines `input -> output` with the same arrow; blank lines may stand between them. A last line with nothing behind its arrow is open. */
export function findArrows(text: string): Candidate[] {
  const runs: ArrowLine[][] = [];
  let open: ArrowLine[] = [];
  const close = (): void => {
    if (open.length >= FEWEST) runs.push(open);
    open = [];
  };
  for (const line of splitLines(text)) {
    if (line.text.trim() === '') continue;
    const read = readLine(line);
    const last = open.at(-1);
    if (!read || (last && (last.arrow !== read.arrow || last.output === ''))) close();
    if (read) open.push(read);
  }
  close();
  return runs.map(toCandidate);
}

function toCandidate(lines: readonly ArrowLine[]): Candidate {
  const examples = lines.map(({ input, output, start, end }) => ({ input, output, start, end }));
  const [start, end] = [examples[0]?.start ?? 0, examples.at(-1)?.end ?? 0];
  const found = { format: 'arrows' as const, start, end, examples };
  return examples.every(isPlain) ? found : { ...found, unsure: true };
}

/** Longest answer, in characters, that is not rather an explanation. */
const LONGEST_ANSWER = 60;

/** Signatures and explanations of code have arrows too. */
function isPlain({ input, output }: Example): boolean {
  return output.length <= LONGEST_ANSWER && !/[`(){}*]|\/\//.test(input + output);
}

function readLine({ text, start }: Line): ArrowLine | undefined {
  if (text.length > LONGEST) return undefined;
  const [match, second] = text.matchAll(ARROW);
  if (!match?.[1] || second || /[{;(]\s*$/.test(text)) return undefined;
  const prefix = PREFIX.exec(text)?.[0].length ?? 0;
  const input = trimText(text.slice(prefix, match.index));
  const output = trimText(text.slice(match.index + match[0].length));
  if (input === '') return undefined;
  return { arrow: match[1], input, output, start: start + prefix, end: start + text.trimEnd().length };
}
