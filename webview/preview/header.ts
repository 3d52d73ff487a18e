import { h } from '../dom';
import type { Column } from './columns';
import type { Sorting } from './order';

/** The header of the table: a button in every column sorts by it. */
export class GridHeader {
  readonly element = h('div', { class: 'row head', role: 'row', 'aria-rowindex': 1 });
  readonly #cells = new Map<string, HTMLElement>();

  constructor(private readonly onSort: (column: string) => void) {}

  show(columns: readonly Column[], sorting: Sorting | undefined): void {
    const ids = columns.map(({ id }) => id).join();
    if (ids !== [...this.#cells.keys()].join()) this.#build(columns);
    for (const [id, cell] of this.#cells) {
      const direction = sorting?.descending ? 'descending' : 'ascending';
      const sort = sorting?.column === id ? direction : 'none';
      if (cell.getAttribute('aria-sort') !== sort) cell.setAttribute('aria-sort', sort);
    }
  }

  #build(columns: readonly Column[]): void {
    this.#cells.clear();
    for (const { id, title, description, kind, arm } of columns) {
      const name = description && spokenName(title, description);
      const button = h('button', { type: 'button', title: description, 'aria-label': name }, title);
      button.addEventListener('click', () => this.onSort(id));
      const classes = ['cell', kind, arm].filter(Boolean).join(' ');
      this.#cells.set(id, h('div', { role: 'columnheader', class: classes, 'aria-sort': 'none' }, button));
    }
    this.element.replaceChildren(...this.#cells.values());
  }
}

/** What is spoken begins with what is seen, in every language: who says what they see means this button (WCAG 2.5.3). */
function spokenName(title: string, description: string): string {
  return /\p{L}/u.test(title) ? `${title}: ${description}` : description;
}
