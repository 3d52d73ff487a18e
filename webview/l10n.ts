import { textsId } from '../src/panel/html';
import { inWords, sentence } from '../src/shared/sentence';

/**
 * Texts in the reader's language. The page carries the translations, so that they are there before anything else of the script runs: tables of
 * texts that are made when a module is loaded are translated too.
 */
const texts = new Map(Object.entries(readTexts()));

/** The text in the reader's language, its holes `{0}`, `{1}` … filled. Keys are the English texts, which also stand in for a missing translation. */
export function t(text: string, ...values: (string | number)[]): string {
  const template = texts.get(text) ?? text;
  return inWords(sentence(template, ...values));
}

/** Tests run where there is no page. */
function readTexts(): Record<string, string> {
  const json = 'document' in globalThis ? document.getElementById(textsId)?.textContent : undefined;
  return json ? (JSON.parse(json) as Record<string, string>) : {};
}

/** A text of which some holes are filled with elements, as children for one. */
export function withElements(text: string, ...values: (Node | string)[]): (Node | string)[] {
  return t(text)
    .split(/(\{\d+\})/)
    .map((part) => {
      const hole = /^\{(\d+)\}$/.exec(part);
      return (hole && values[Number(hole[1])]) ?? part;
    });
}
