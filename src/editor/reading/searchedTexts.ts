import type { SearchedText } from '../../demonstrations';
import type { SourceText } from './methods';

/** So many documents are seldom looked at at once; each may take a few times its size. */
const MOST = 4;

/** The texts that were searched last: lenses, hints, linter and commands ask about the same ones. */
export class SearchedTexts {
  readonly #known: { readonly source: SourceText; readonly searched: SearchedText }[] = [];

  constructor(private readonly search: (text: string, hint: SourceText['hint']) => SearchedText) {}

  get(source: SourceText): SearchedText {
    const index = this.#known.findIndex((known) => isSame(known.source, source));
    const [known] = index < 0 ? [] : this.#known.splice(index, 1);
    const entry = known ?? { source, searched: this.search(source.text, source.hint) };
    this.#known.unshift(entry);
    this.#known.length = Math.min(this.#known.length, MOST);
    return entry.searched;
  }
}

const isSame = (one: SourceText, other: SourceText): boolean =>
  one.text === other.text &&
  one.hint.languageId === other.hint.languageId &&
  one.hint.fileName === other.hint.fileName;
