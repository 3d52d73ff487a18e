import type { TextRange } from '../../demonstrations/types';
import { inWords } from '../../shared/sentence';
import { applyEdits } from '../edits';
import { readDocument } from '../readDocument';
import { rules } from '../rules';
import type { Edit, ModelTokens, Problem, RuleId } from '../types';

/** A problem with its sentences in words. */
export interface Told extends TextRange {
  readonly message: string;
  readonly related?: TextRange & { readonly message: string };
  readonly fixes?: readonly { readonly title: string; readonly edits: readonly Edit[] }[];
}

/** What one rule finds in a document. */
export function lintText(
  rule: RuleId,
  text: string,
  fileName = 'a.txt',
  tokens?: ModelTokens,
): readonly Told[] {
  const document = readDocument(text, { fileName });
  const found = rules.find(({ id }) => id === rule);
  return document.blocks.flatMap((block) =>
    (found?.check(tokens ? { ...block, tokens } : block, document) ?? []).map(told),
  );
}

function told({ start, end, message, related, fixes }: Problem): Told {
  return {
    start,
    end,
    message: inWords(message),
    ...(related && { related: { ...related, message: inWords(related.message) } }),
    ...(fixes && { fixes: fixes.map(({ title, edits }) => ({ title: inWords(title), edits })) }),
  };
}

/** The document after the fix of that title. */
export function fixed(text: string, problem: Told | undefined, title: string): string {
  const fix = problem?.fixes?.find((one) => one.title === title);
  if (!fix)
    throw new Error(`no fix ${title}, but ${problem?.fixes?.map((one) => one.title).join('; ') ?? 'none'}`);
  return applyEdits(text, fix.edits);
}

/** Demonstrations as `Input:` and `Output:`, with a blank line between. */
export const prompt = (...pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([input, output]) => `Input: ${input}\nOutput: ${output}`).join('\n\n');

/** The same as JSON Lines. */
export const jsonl = (...pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([input, output]) => JSON.stringify({ input, output })).join('\n');

/** Eight sentences that have nothing in common. */
export const sentences = [
  'the harbour was quiet before dawn',
  'a clerk misfiled every second form',
  'snow closed both mountain passes',
  'her violin needs a new bridge',
  'the committee postponed its vote again',
  'ripe figs split in the sun',
  'an engine coughed twice and died',
  'children painted the old fence green',
] as const;

/** One pair a sentence, with the outputs given for as many as there are. */
export const withOutputs = (...outputs: readonly string[]): (readonly [string, string])[] =>
  outputs.map((output, index) => {
    const sentence = sentences[index % sentences.length] ?? '';
    return [index < sentences.length ? sentence : `${sentence}, part ${index}`, output];
  });
