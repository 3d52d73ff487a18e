import * as l10n from '@vscode/l10n';
import { textsId } from '../src/panel/html';

/**
 * Texts in the reader's language. The page carries the translations, so that they are there before anything else of the script runs: tables of
 * texts that are made when a module is loaded are translated too. Everything else imports `t` from here, and so comes after this.
 */
const contents = 'document' in globalThis && document.getElementById(textsId)?.textContent;
if (contents) l10n.config({ contents });

/** The text in the reader's language, its holes `{0}`, `{1}` … filled. Keys are the English texts, which also stand in for a missing translation. */
export const t = (text: string, ...values: (string | number)[]): string => l10n.t(text, ...values);

/** A text of which some holes are filled with elements, as children for one. */
export function withElements(text: string, ...values: (Node | string)[]): (Node | string)[] {
  return t(text)
    .split(/(\{\d+\})/)
    .map((part) => {
      const hole = /^\{(\d+)\}$/.exec(part);
      return (hole && values[Number(hole[1])]) ?? part;
    });
}
