import type { Candidate, Example } from '../candidate';
import { trimmedEnd } from '../lines';
import { isInputName, isOutputName } from '../names';
import type { Cycle } from './cycle';
import type { Label } from './labels';
import { paragraphEnd, valueEnd, valueOf } from './values';

interface Span {
  readonly input: Label;
  readonly output?: Label;
  readonly inputEnd: number;
  outputEnd: number;
}

/**
 * Cuts the examples of one cycle out of the text. `limit` is where the next block (or the text) ends: only the last value has to guess its own
 * end, and it does so by what the others look like.
 */
export function cutExamples(text: string, labels: readonly Label[], cycle: Cycle, limit: number): Candidate {
  const spans = findSpans(labels, cycle, limit);
  const last = spans.at(-1);
  if (last) last.outputEnd = last.output ? lastOutputEnd(text, spans, last.output, limit) : limit;
  const examples = spans.map((span, index) =>
    toExample(text, span, index === spans.length - 1 ? spans : undefined),
  );
  const start = spans[0]?.input.start ?? 0;
  const end = last?.output ? last.outputEnd : last ? queryEnd(text, spans, last) : start;
  const found = { format: 'fields' as const, start, end: trimmedEnd(text, start, end), examples };
  return isPlain(cycle, examples) ? found : { ...found, unsure: true };
}

/** Fewer examples under names that say nothing may be any two headings of a page. */
const FEWEST = 3;

/** The names say what goes in and what comes out, or each value is one line, which is rare in documentation. */
function isPlain({ input, output }: Cycle, examples: readonly Example[]): boolean {
  if (isInputName(input) && isOutputName(output)) return true;
  const inLine = (example: Example): boolean => !/[\r\n]/.test(example.input + example.output);
  return examples.length >= FEWEST && examples.every(inLine);
}

function findSpans(labels: readonly Label[], cycle: Cycle, limit: number): Span[] {
  const spans: Span[] = [];
  let open: Label | undefined;
  const close = (end: number): void => {
    if (open) spans.push({ input: open, inputEnd: end, outputEnd: end });
    else endOutput(spans, end);
  };
  for (let index = cycle.from; index < labels.length; index += 1) {
    const label = labels[index];
    if (!label || label.start >= limit) break;
    if (label.name === cycle.input) {
      close(titleStart(labels, index, cycle));
      open = label;
      if (label.blank && index >= cycle.to) return spans;
    } else if (label.name === cycle.output && open) {
      spans.push({ input: open, output: label, inputEnd: label.start, outputEnd: limit });
      open = undefined;
    } else if (!open && cycle.trailing.has(label.name)) {
      endOutput(spans, label.start);
    }
  }
  if (open) spans.push({ input: open, inputEnd: limit, outputEnd: limit });
  return spans;
}

function endOutput(spans: readonly Span[], end: number): void {
  const last = spans.at(-1);
  if (last) last.outputEnd = Math.min(last.outputEnd, end);
}

/** Where the example opened by the label at `index` starts: at its title (`### Scenario 2`) if it has one. */
function titleStart(labels: readonly Label[], index: number, cycle: Cycle): number {
  const title = labels[index - 1];
  const isTitle =
    title?.blank === true &&
    index - 1 >= cycle.from &&
    title.name !== cycle.output &&
    title.name !== cycle.input;
  return (isTitle ? title : labels[index])?.start ?? 0;
}

function toExample(text: string, span: Span, all: readonly Span[] | undefined): Example {
  const inputEnd = span.output || !all ? span.inputEnd : queryEnd(text, all, span);
  const input = valueOf(text, span.input, inputEnd);
  const output = span.output ? valueOf(text, span.output, span.outputEnd) : '';
  const end = span.output
    ? valueEnd(text, span.output, span.outputEnd)
    : valueEnd(text, span.input, inputEnd);
  return { input, output, start: span.input.start, end };
}

/** A last answer stops at a blank line unless others go beyond one; it is open if nothing stands on its line and others use theirs. */
function lastOutputEnd(text: string, spans: readonly Span[], label: Label, limit: number): number {
  const end = Math.min(spans.at(-1)?.outputEnd ?? limit, limit);
  const others = spans
    .slice(0, -1)
    .flatMap((span) => (span.output ? [{ label: span.output, end: span.outputEnd }] : []));
  const onLine = (from: number): boolean => /^[^\S\r\n]*[^\s]/.test(text.slice(from, from + 200));
  if (
    others.length > 0 &&
    others.every((other) => onLine(other.label.valueStart)) &&
    !onLine(label.valueStart)
  ) {
    return label.valueStart;
  }
  const long = others.some((other) => valueOf(text, other.label, other.end).includes('\n\n'));
  return long ? end : paragraphEnd(text, label.valueStart, end);
}

function queryEnd(text: string, spans: readonly Span[], query: Span): number {
  const others = spans.filter((span) => span !== query);
  const long = others.some((span) => valueOf(text, span.input, span.inputEnd).includes('\n\n'));
  return long ? query.inputEnd : paragraphEnd(text, query.input.valueStart, query.inputEnd);
}
