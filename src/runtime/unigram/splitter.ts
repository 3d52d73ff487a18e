import { marksOf, type Part, partsOf, unknownPart } from './parts';

type Split = (texts: readonly string[], first: boolean) => string[];

/** White space is what Unicode calls so, of which JavaScript's `\s` differs in two characters. */
function splitAtSpaces(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.match(/\P{White_Space}+/gu) ?? []);
}

function splitAtMarks(part: Part): Split {
  const { mark, prepend } = marksOf(part);
  const split = part.split !== false;
  return (texts, first) => {
    const words: string[] = [];
    for (const [index, text] of texts.entries()) {
      if (text === '') continue;
      const spaced = text.replaceAll(' ', mark);
      const marked = prepend === 'always' || (prepend === 'first' && first && index === 0);
      const word = marked && !spaced.startsWith(mark) ? mark + spaced : spaced;
      let start = 0;
      for (let end = word.indexOf(mark, 1); split && end > 0; end = word.indexOf(mark, end + 1)) {
        words.push(word.slice(start, end));
        start = end;
      }
      words.push(word.slice(start));
    }
    return words;
  };
}

/**
 * Normalized text to words; `first`: whether the text's beginning is what is split. Throws where the tokenizer splits in a way that is
 * not understood.
 */
export function splitterOf(value: unknown): (text: string, first: boolean) => readonly string[] {
  const parts = partsOf(value);
  const steps = parts.map((part, index): Split => {
    if (part.type === 'WhitespaceSplit') return splitAtSpaces;
    // The first word is marked where it begins the text, which only text that is not split yet tells.
    if (part.type !== 'Metaspace' || (index > 0 && marksOf(part).prepend === 'first'))
      throw unknownPart(part);
    return splitAtMarks(part);
  });
  return (text, first) => steps.reduce<readonly string[]>((texts, step) => step(texts, first), [text]);
}
