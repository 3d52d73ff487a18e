import type { ComparisonState } from '../../src/vectorEditor/protocol';
import { MatrixChart } from '../charts/matrix';
import { legend } from '../charts/legend';
import { fill, h } from '../dom';
import { value } from '../format';
import { t } from '../l10n';
import { figure, readOutPlace, Section, type Folding } from '../section';

/** How alike the vectors of two files are: every one with every one, and those with the same number. */
export class SimilaritySection {
  readonly #section: Section;
  readonly #readOut = readOutPlace();
  readonly #chart = new MatrixChart('pairs', (text) => fill(this.#readOut, text));
  readonly #matching = h('div', {});
  #shown: string | undefined;

  constructor(folding: Folding) {
    this.#section = new Section('similarity', t('Vectors'), folding);
    const caption = h(
      'p',
      { class: 'note' },
      t(
        'A row is a vector of the first file, a column one of the second. A yellow diagonal: vectors with the same number point the same way.',
      ),
    );
    const picture = h('div', {}, this.#chart.element, legend('−1', '1'), caption);
    fill(this.#section.body, figure(t('Cosine similarity'), picture, this.#readOut), this.#matching);
  }

  get element(): HTMLElement {
    return this.#section.element;
  }

  show({ similarity, matching }: ComparisonState): void {
    this.element.hidden = !similarity || !matching;
    const shown = JSON.stringify(similarity ?? null);
    if (!similarity || !matching || shown === this.#shown) return;
    this.#shown = shown;
    const [rows, columns] = [similarity.length, similarity[0]?.length ?? 0];
    this.#chart.element.style.aspectRatio = `${columns} / ${rows}`;
    this.#chart.show({
      rows,
      columns,
      values: similarity.flat(),
      label: t(
        'Cosine similarity of {0} vectors of the first file with {1} of the second. Arrow keys read single pairs.',
        rows,
        columns,
      ),
      describe: (row, column) =>
        t('first #{0}, second #{1}: {2}', row + 1, column + 1, value(similarity[row]?.[column] ?? 0)),
    });
    const cosines = matching.map(({ cosine }) => cosine);
    this.#section.aside = t('cosine {0} to {1}', value(Math.min(...cosines)), value(Math.max(...cosines)));
    fill(this.#matching, matchingTable(matching));
  }
}

function matchingTable(matching: NonNullable<ComparisonState['matching']>): HTMLElement {
  const heads = ['#', t('Cosine'), t('Norm in the first'), t('Norm in the second')];
  const rows = matching.map(({ cosine, norms: [first, second] }, index) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row', class: 'number' }, String(index + 1)),
      h('td', {}, h('span', { class: 'percent' }, value(cosine)), bar(cosine)),
      h('td', { class: 'figure' }, value(first)),
      h('td', { class: 'figure' }, value(second)),
    ),
  );
  return h(
    'div',
    { class: 'scroll list', role: 'region', 'aria-label': t('Vectors with the same number'), tabindex: 0 },
    h(
      'table',
      { class: 'matching' },
      h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
      h('tbody', {}, ...rows),
    ),
  );
}

/** The length is the magnitude, the colour the sign. */
function bar(cosine: number): HTMLElement {
  const length = h('span', { class: cosine < 0 ? 'bar fullIcl' : 'bar distilled' });
  length.style.width = `${Math.abs(cosine) * 100}%`;
  return h('span', { class: 'track', 'aria-hidden': 'true' }, length);
}
