import type { NearestToken } from '../../src/engine/methods';
import type { VectorsView } from '../../src/panel/protocol';
import { VectorFigures } from '../charts/vectorFigures';
import { fill, h, linkButton } from '../dom';
import { fileSize, times, tokens, value, vectors, visible } from '../format';
import type { Host } from '../host';
import { t } from '../l10n';
import { Section, type Folding } from '../section';

/** What is in the vector file: how much it saves, what the vectors look like, and where they come from. */
export class VectorsSection {
  readonly #section: Section;
  readonly #tiles = h('dl', { class: 'tiles' });
  readonly #file = h('p', { class: 'summary' });
  readonly #figures = new VectorFigures();
  readonly #nearest = h('div', {});
  readonly #provenance = h('dl', { class: 'provenance' });
  #shown: VectorsView | undefined;

  /** @param links what else can be done with the file */
  constructor(
    private readonly host: Host,
    folding: Folding,
    links = [linkButton(t('Copy reuse snippet'), () => host.run('mend.copySnippet'))],
  ) {
    this.#section = new Section('vectors', t('Vectors'), folding);
    fill(
      this.#section.body,
      this.#file,
      this.#tiles,
      this.#figures.element,
      this.#nearest,
      h('details', { class: 'sub' }, h('summary', {}, h('h3', {}, t('Provenance'))), this.#provenance),
      links.length > 0 && h('p', { class: 'links' }, ...links),
    );
  }

  get element(): HTMLElement {
    return this.#section.element;
  }

  show(view: VectorsView | undefined): void {
    this.element.hidden = !view;
    // Redrawing what is the same would lose the cell that is pointed at and the scroll position.
    if (!view || JSON.stringify(view) === JSON.stringify(this.#shown)) return;
    this.#shown = view;
    const { count, width } = view.statistics;
    this.#section.aside = `${count} × ${width}`;
    fill(
      this.#file,
      linkButton(view.name, () => this.host.revealFile(), t('Reveal {0}', view.file)),
      ` · ${fileSize(view.bytes)}`,
    );
    fill(
      this.#tiles,
      ...tile(t('Vectors'), String(count)),
      ...tile(t('Width'), String(width)),
      // Imported vectors stand for no demonstrations that anyone knows.
      ...(view.tokens > 0
        ? tile(
            t('Compression'),
            times(view.tokens, count),
            t('{0} read as {1}', tokens(view.tokens), vectors(count)),
          )
        : []),
    );
    this.#figures.show(view);
    fill(this.#nearest, view.nearest && nearestTokens(view.nearest));
    fill(
      this.#provenance,
      ...view.provenance.flatMap(([key, text]) => [h('dt', {}, key), h('dd', { title: text }, text)]),
    );
  }
}

function tile(name: string, text: string, title?: string): HTMLElement[] {
  return [h('div', { class: 'tile', title }, h('dt', {}, name), h('dd', {}, text))];
}

function nearestTokens(nearest: readonly (readonly NearestToken[])[]): HTMLElement {
  const header = ['#', t('Nearest vocabulary tokens')].map((name) => h('th', { scope: 'col' }, name));
  const rows = nearest.map((row, index) =>
    h('tr', {}, h('td', { class: 'number' }, String(index + 1)), h('td', {}, ...row.flatMap(chip))),
  );
  const table = h(
    'table',
    { class: 'nearest' },
    h('thead', {}, h('tr', {}, ...header)),
    h('tbody', {}, ...rows),
  );
  return h(
    'div',
    { class: 'scroll list', role: 'region', 'aria-label': t('Nearest vocabulary tokens'), tabindex: 0 },
    table,
  );
}

function chip({ token, cosine }: NearestToken): (HTMLElement | string)[] {
  const text = h(
    'code',
    { class: 'chip' },
    visible(token),
    h('span', { class: 'similarity' }, value(cosine)),
  );
  return [text, ' '];
}
