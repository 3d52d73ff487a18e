import type { CostView } from '../../src/vectorEditor/protocol';
import { fill, h } from '../dom';
import { fileSize, times } from '../format';
import { t } from '../l10n';
import { Section, type Folding } from '../section';

/** What the file takes on disk, and what answering with it keeps in memory, beside the full demonstrations. */
export class CostSection {
  readonly #section: Section;

  constructor(folding: Folding) {
    this.#section = new Section('cost', t('Cost'), folding);
  }

  get element(): HTMLElement {
    return this.#section.element;
  }

  show(cost: CostView | undefined): void {
    this.element.hidden = !cost;
    if (!cost) return;
    const { fileBytes, vectorBytes, kept } = cost;
    this.#section.aside = kept
      ? t('{0} in memory', fileSize(kept.vectorBytes))
      : t('{0} on disk', fileSize(fileBytes));
    const disk = t(
      'The file takes {0} on disk, {1} of them as numbers of the vectors.',
      fileSize(fileBytes),
      fileSize(vectorBytes),
    );
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
  const heads = [t('Vectors'), ...(full ? [t('Full demonstrations'), t('Less')] : [])];
  return h(
    'table',
    { class: 'cost' },
    h('thead', {}, h('tr', {}, h('td', {}), ...heads.map((head) => h('th', { scope: 'col' }, head)))),
    h(
      'tbody',
      {},
      row(t('Positions'), String(vectors), full && String(tokens), full && times(tokens, vectors)),
      row(
        t(what === 'keysAndValues' ? 'Keys and values' : 'Embeddings'),
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
      ? t(
          vectors === 1
            ? '{0} reads the vector once and keeps its keys and values of every layer, as float32, for all queries.'
            : '{0} reads the {1} vectors once and keeps their keys and values of every layer, as float32, for all queries.',
          model,
          vectors,
        )
      : t(
          '{0} reads vectors and query together, so that only embeddings, as float32, are kept between queries.',
          model,
        );
  return [h('p', { class: 'note' }, kept)];
}
