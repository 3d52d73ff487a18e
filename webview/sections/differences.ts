import type { ComparisonState, ProvenancePair } from '../../src/vectorEditor/protocol';
import { fill, h, type Child } from '../dom';
import { t } from '../l10n';
import { Section, type Folding } from '../section';

/** Where two files come from, line by line, with what differs marked. */
export class DifferencesSection {
  readonly #section: Section;

  constructor(folding: Folding) {
    this.#section = new Section('differences', t('Provenance'), folding);
  }

  get element(): HTMLElement {
    return this.#section.element;
  }

  show({ provenance, files }: ComparisonState): void {
    this.element.hidden = !files;
    if (!files) return;
    const different = provenance.filter(({ same }) => !same).length;
    this.#section.aside = t(
      different === 0 ? 'no differences' : different === 1 ? '1 difference' : '{0} differences',
      different,
    );
    const heads = ['', t('First'), t('Second'), t('Same')];
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
    h('td', {}, t(same ? 'yes' : 'no')),
  );
}
