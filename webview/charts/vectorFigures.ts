import type { VectorsView } from '../../src/panel/protocol';
import { fill, h } from '../dom';
import { plural, value } from '../format';
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
      h('div', {}, figure('Values and norms', withNorms, this.#valuesReadOut), this.#valuesCaption),
      figure('Cosine similarity', alike, this.#cosineReadOut),
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
      label: `Heatmap of ${plural(statistics.count, 'vector')} of width ${statistics.width}: mean ${value(statistics.mean)}, standard deviation ${value(statistics.standardDeviation)}, from ${value(statistics.minimum)} to ${value(statistics.maximum)}. Arrow keys read single cells.`,
      describe: (row, column) => {
        const first = column * perColumn + 1;
        const last = Math.min(statistics.width, first + perColumn - 1);
        const dimension = last > first ? `dimensions ${first}–${last}` : `dimension ${first}`;
        return `#${row + 1}, ${dimension}: ${value(((values[row * columns + column] ?? 0) / 100) * scale)}`;
      },
    });
    fill(
      this.#valuesCaption,
      legend(value(-scale), value(scale)),
      h(
        'p',
        { class: 'note' },
        `mean ${value(statistics.mean)} ± ${value(statistics.standardDeviation)}, norms ${value(Math.min(...statistics.norms))} to ${value(Math.max(...statistics.norms))}`,
      ),
    );
  }

  #showNorms({ statistics: { norms } }: VectorsView): void {
    const range = `${value(Math.min(...norms))} to ${value(Math.max(...norms))}`;
    this.#norms.show(norms, `Norms of the vectors: ${norms.map(value).join(', ')}`);
    this.#norms.element.title = `Norm of each vector: ${range}`;
  }

  #showCosine({ statistics: { count, cosine } }: VectorsView): void {
    const { highest, mean } = similarities(cosine);
    const words = [
      highest && `Most alike: ${highest.row + 1} and ${highest.column + 1} (${value(highest.cosine)})`,
      `Mean of all pairs: ${value(mean)}`,
    ].filter((line) => line !== undefined);
    this.#cosine.show({
      rows: count,
      columns: count,
      values: cosine.flat(),
      label: `Cosine similarity between ${plural(count, 'vector')}. ${words.join('. ')}. Arrow keys read single cells.`,
      describe: (row, column) => `#${row + 1} and #${column + 1}: ${value(cosine[row]?.[column] ?? 0)}`,
    });
    fill(this.#cosineCaption, legend('−1', '1'), ...words.map((line) => h('p', { class: 'note' }, line)));
  }
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
