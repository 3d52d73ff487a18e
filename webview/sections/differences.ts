import type { ComparisonState, ProvenancePair } from '../../src/vectorEditor/protocol';
import { fill, h, type Child } from '../dom';
import { Section, type Folding } from '../section';

/** Where two files come from, line by line, with what differs marked. */
export class DifferencesSection {
  readonly #section: Section;

  constructor(folding: Folding) {
    this.#section = new Section('differences', 'Provenance', folding);
  }

  get element(): HTMLElement {
    return this.#section.element;
  }

  show({ provenance, files }: ComparisonState): void {
    this.element.hidden = !files;
    if (!files) return;
    const different = provenance.filter(({ same }) => !same).length;
    this.#section.aside = different === 0 ? 'no differences' : `${different} differences`;
    const heads = ['', 'First', 'Second', 'Same'];
    fill(
      this.#section.body,
      h(
        'table',
        { class: 'differences' },
        h(
          'thead',
          {},
          h('tr', {}, ...heads.map((head) => (head === '' ? h('td', {}) : h('th', { scope: 'col' }, head)))),
        ),
        h('tbody', {}, ...provenance.map(row)),
      ),
    );
  }
}

function row({ name, values, same }: ProvenancePair): HTMLElement {
  const cell = (text: string | undefined): Child =>
    h('td', { title: text }, h('span', { class: 'clamp' }, text ?? '–'));
  return h(
    'tr',
    { class: same ? undefined : 'differs' },
    h('th', { scope: 'row' }, name),
    cell(values[0]),
    cell(values[1]),
    h('td', {}, same ? 'yes' : 'no'),
  );
}
