import type { CostView } from '../../src/vectorEditor/protocol';
import { fill, h } from '../dom';
import { fileSize, plural, times } from '../format';
import { Section, type Folding } from '../section';

/** What the file takes on disk, and what answering with it keeps in memory, beside the full demonstrations. */
export class CostSection {
  readonly #section: Section;

  constructor(folding: Folding) {
    this.#section = new Section('cost', 'Cost', folding);
  }

  get element(): HTMLElement {
    return this.#section.element;
  }

  show(cost: CostView | undefined): void {
    this.element.hidden = !cost;
    if (!cost) return;
    const { fileBytes, vectorBytes, kept } = cost;
    this.#section.aside = kept ? `${fileSize(kept.vectorBytes)} in memory` : `${fileSize(fileBytes)} on disk`;
    const disk = `The file takes ${fileSize(fileBytes)} on disk, ${fileSize(vectorBytes)} of them as numbers of the vectors.`;
    fill(
      this.#section.body,
      kept && table(kept),
      h('p', { class: 'note' }, disk),
      ...(kept ? words(kept) : []),
    );
  }
}

type Kept = NonNullable<CostView['kept']>;

function table({ what, vectors, vectorBytes, tokens, tokenBytes }: Kept): HTMLElement {
  const full = tokens !== undefined && tokenBytes !== undefined;
  const row = (name: string, ...cells: (string | false)[]): HTMLElement =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, name),
      ...cells.filter((cell) => cell !== false).map((cell) => h('td', { class: 'figure' }, cell)),
    );
  const heads = ['Vectors', ...(full ? ['Full demonstrations', 'Less'] : [])];
  return h(
    'table',
    { class: 'cost' },
    h('thead', {}, h('tr', {}, h('td', {}), ...heads.map((head) => h('th', { scope: 'col' }, head)))),
    h(
      'tbody',
      {},
      row('Positions', String(vectors), full && String(tokens), full && times(tokens, vectors)),
      row(
        what === 'keysAndValues' ? 'Keys and values' : 'Embeddings',
        fileSize(vectorBytes),
        full && fileSize(tokenBytes),
        full && times(tokenBytes, vectorBytes),
      ),
    ),
  );
}

function words({ what, model, vectors }: Kept): HTMLElement[] {
  const kept =
    what === 'keysAndValues'
      ? `${model} reads the ${plural(vectors, 'vector')} once and keeps their keys and values of every layer, as float32, for all queries.`
      : `${model} reads vectors and query together, so that only embeddings, as float32, are kept between queries.`;
  return [h('p', { class: 'note' }, kept)];
}
