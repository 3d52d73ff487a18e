import type { RowView } from '../../src/preview/protocol';
import { h } from '../dom';
import { percent } from '../format';
import { t } from '../l10n';
import { decimal } from '../numbers';
import type { Column } from './columns';

/** A row of the table that shows one query after another: to change texts costs far less than to make elements. */
export class GridRow {
  readonly element: HTMLElement;
  readonly #cells: readonly HTMLElement[];

  constructor(private readonly columns: readonly Column[]) {
    this.#cells = columns.map(({ kind, arm }) =>
      h('div', { role: 'gridcell', class: ['cell', kind, arm].filter(Boolean).join(' ') }),
    );
    this.element = h('div', { class: 'row', role: 'row' }, ...this.#cells);
  }

  /** @param position place among the rows shown, from 0; a row is `height` pixels high */
  show(position: number, height: number, row: RowView, index: number): void {
    const { element } = this;
    element.id = `row-${position}`;
    element.setAttribute('aria-rowindex', String(position + 2));
    element.style.transform = `translateY(${position * height}px)`;
    this.columns.forEach((column, at) => {
      const cell = this.#cells[at];
      if (cell) fillCell(cell, column, row, index);
    });
  }
}

function fillCell(cell: HTMLElement, column: Column, row: RowView, index: number): void {
  const key = column.key(row, index);
  const text = words(column, key, row);
  if (cell.textContent !== text) cell.textContent = text;
  if (column.kind !== 'text') return;
  cell.title = text;
  if (!column.arm) return;
  const judged = row.expected === undefined || key === undefined ? undefined : key === row.expected;
  // The style sheet draws a sign, since a colour alone tells nothing to some; who hears the table is told in words.
  if (judged === undefined) {
    delete cell.dataset['judged'];
    cell.removeAttribute('aria-label');
  } else {
    cell.dataset['judged'] = judged ? 'right' : 'wrong';
    cell.setAttribute('aria-label', t(judged ? 'right: {0}' : 'wrong: {0}', text));
  }
}

function words(column: Column, key: string | number | undefined, row: RowView): string {
  if (key === undefined) return row.answers || column.id === 'expected' ? '–' : '…';
  if (column.id === 'number') return String(Number(key) + 1);
  if (column.kind === 'flag') return t(key === 1 ? 'yes' : 'no');
  if (typeof key === 'number') return column.id === 'kl' ? decimal(key, 3) : percent(key);
  return key === '' ? t('no text') : key;
}
