import bundle from '../../../l10n/bundle.l10n.json';
import type { Texts } from '../../../src/panel/html';

/**
 * A translation that no language needs more room than: every word is 40 per cent longer, and every text stands in brackets, so that what was not
 * translated is seen. Holes stay as they are.
 */
export const pseudoTexts: Texts = Object.fromEntries(Object.keys(bundle).map((text) => [text, pseudo(text)]));

function pseudo(text: string): string {
  const longer = text.replaceAll(/\{\d+\}|\p{L}+/gu, (part) =>
    part.startsWith('{') ? part : part + (part.at(-1) ?? '').repeat(Math.ceil(0.4 * part.length)),
  );
  return `⟦${longer}⟧`;
}

/** What is left of a text without all that was translated, also where one text stands in another. */
export function untranslated(text: string): string {
  const rest = text.replaceAll(/⟦[^⟦⟧]*⟧/g, '');
  return rest === text ? text : untranslated(rest);
}

/** Values of these keys are names that programs use: a page that shows one as it is shows an untranslated text. */
const NAMES = new Set(['kind', 'fate', 'verdict', 'what', 'dtype']);

/** The texts in what a host sends: the user's own, and those that the host has translated. */
export function textsOf(state: unknown): readonly string[] {
  if (typeof state === 'string') return [state];
  if (typeof state !== 'object' || state === null) return [];
  return Object.entries(state).flatMap(([key, value]) => (NAMES.has(key) ? [] : textsOf(value)));
}
