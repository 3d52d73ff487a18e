import type { VectorsView } from '../../src/panel/protocol';
import { fill, h } from '../dom';
import { value } from '../format';
import { t } from '../l10n';
import { figure, readOutPlace } from '../section';
import { BarChart } from './bars';
import { legend } from './legend';
import { MatrixChart } from './matrix';

/** The pictures of a vector file: values with the norms beside them, and how alike the vectors are. */
export class VectorFigures {
  readonly element: HTMLElement;
  readonly #valuesReadOut = readOutPlace();
  readonly #cosineReadOut = readOutPlace();
  readonly #values = new MatrixChart('heatmap', (text) => fill(this.#valuesReadOut, text));
  readonly #cosine = new MatrixChart('cosine', (text) => fill(this.#cosineReadOut, text));
  readonly #norms = new BarChart('norms');
  readonly #valuesCaption = h('div', {});
  readonly #cosineCaption = h('div', {});

  constructor() {
    const withNorms = h('div', { class: 'heatmap-and-norms' }, this.#values.element, this.#norms.element);
    const alike = h('div', { class: 'cosine-and-words' }, this.#cosine.element, this.#cosineCaption);
    this.element = h(
      'div',
      { class: 'figures' },
      h('div', {}, figure(t('Values and norms'), withNorms, this.#valuesReadOut), this.#valuesCaption),
      figure(t('Cosine similarity'), alike, this.#cosineReadOut),
    );
  }

  show(view: VectorsView): void {
    this.#showValues(view);
    this.#showNorms(view);
    this.#showCosine(view);
  }

  #showValues({ heatmap, statistics }: VectorsView): void {
    const { rows, columns, perColumn, scale, values } = heatmap;
    const rowHeight = Math.max(3, Math.min(10, Math.round(160 / rows)));
    for (const { element } of [this.#values, this.#norms]) element.style.height = `${rows * rowHeight}px`;
    this.#values.show({
      rows,
      columns,
      values: values.map((percent) => percent / 100),
      label: heatmapWords(statistics),
      describe: (row, column) => {
        const first = column * perColumn + 1;
        const last = Math.min(statistics.width, first + perColumn - 1);
        const shown = value(((values[row * columns + column] ?? 0) / 100) * scale);
        return last > first
          ? t('#{0}, dimensions {1}–{2}: {3}', row + 1, first, last, shown)
          : t('#{0}, dimension {1}: {2}', row + 1, first, shown);
      },
    });
    fill(
      this.#valuesCaption,
      legend(value(-scale), value(scale)),
      h(
        'p',
        { class: 'note' },
        t(
          'mean {0} ± {1}, norms {2} to {3}',
          value(statistics.mean),
          value(statistics.standardDeviation),
          value(Math.min(...statistics.norms)),
          value(Math.max(...statistics.norms)),
        ),
      ),
    );
  }

  #showNorms({ statistics: { norms } }: VectorsView): void {
    this.#norms.show(norms, t('Norms of the vectors: {0}', norms.map(value).join(', ')));
    this.#norms.element.title = t(
      'Norm of each vector: {0} to {1}',
      value(Math.min(...norms)),
      value(Math.max(...norms)),
    );
  }

  #showCosine({ statistics: { count, cosine } }: VectorsView): void {
    const { highest, mean } = similarities(cosine);
    const words = [
      highest &&
        t('Most alike: {0} and {1} ({2})', highest.row + 1, highest.column + 1, value(highest.cosine)),
      t('Mean of all pairs: {0}', value(mean)),
    ].filter((line) => line !== undefined);
    this.#cosine.show({
      rows: count,
      columns: count,
      values: cosine.flat(),
      label: [
        t(count === 1 ? 'Cosine similarity of 1 vector.' : 'Cosine similarity between {0} vectors.', count),
        ...words.map((line) => `${line}.`),
        t('Arrow keys read single cells.'),
      ].join(' '),
      describe: (row, column) =>
        t('#{0} and #{1}: {2}', row + 1, column + 1, value(cosine[row]?.[column] ?? 0)),
    });
    fill(this.#cosineCaption, legend('−1', '1'), ...words.map((line) => h('p', { class: 'note' }, line)));
  }
}

/** What the heatmap shows, for who can't see it. */
function heatmapWords({ count, width, mean, ...rest }: VectorsView['statistics']): string {
  const values = [mean, rest.standardDeviation, rest.minimum, rest.maximum].map(value);
  const words = t(
    count === 1
      ? 'Heatmap of 1 vector of width {1}: mean {2}, standard deviation {3}, from {4} to {5}.'
      : 'Heatmap of {0} vectors of width {1}: mean {2}, standard deviation {3}, from {4} to {5}.',
    count,
    width,
    ...values,
  );
  return `${words} ${t('Arrow keys read single cells.')}`;
}

/** The most similar pair and the mean over all pairs of different vectors. */
function similarities(cosine: readonly (readonly number[])[]): {
  highest: { row: number; column: number; cosine: number } | undefined;
  mean: number;
} {
  const pairs = cosine.flatMap((line, row) =>
    line.slice(0, row).map((similarity, column) => ({ row: column, column: row, cosine: similarity })),
  );
  const highest = pairs.reduce<(typeof pairs)[number] | undefined>(
    (best, pair) => (best && best.cosine >= pair.cosine ? best : pair),
    undefined,
  );
  return {
    highest,
    mean: pairs.length === 0 ? 0 : pairs.reduce((sum, pair) => sum + pair.cosine, 0) / pairs.length,
  };
}
