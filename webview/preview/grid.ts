import type { RowView } from '../../src/preview/protocol';
import { h } from '../dom';
import { t } from '../l10n';
import type { Column } from './columns';
import { GridHeader } from './header';
import type { Sorting } from './order';
import { GridRow } from './row';

/** Pixels; the style sheet says the same. Rows of one height make the place of each a product. */
const ROW = 26;
/** Rows drawn beyond what is seen, so that a little scrolling draws nothing. */
const MARGIN = 6;

/** What the table shows. */
export interface GridData {
  readonly rows: readonly RowView[];
  /** Indices of the rows, as they are to be shown. */
  readonly order: readonly number[];
  readonly columns: readonly Column[];
  readonly sorting: Sorting | undefined;
}

export interface GridEvents {
  readonly onSort: (column: string) => void;
  /** A row was chosen, by its index in the list. */
  readonly onActive: (row: number) => void;
  /** A row was opened: Enter, or a double click. */
  readonly onOpen: (row: number) => void;
}

/** A table of which only the rows in sight are elements: ten thousand rows scroll as ten do. The arrow keys move the active row. */
export class Grid {
  readonly element: HTMLElement;
  readonly #header: GridHeader;
  readonly #body = h('div', { class: 'body', role: 'rowgroup' });
  readonly #drawn = new Map<number, GridRow>();
  /** Rows that show nothing now. */
  #free: GridRow[] = [];
  #data: GridData = { rows: [], order: [], columns: [], sorting: undefined };
  /** Index in the list. */
  #active: number | undefined;
  #frame = 0;

  constructor(private readonly events: GridEvents) {
    this.#header = new GridHeader(events.onSort);
    const head = h('div', { class: 'head-group', role: 'rowgroup' }, this.#header.element);
    const attributes = { class: 'grid', role: 'grid', tabindex: 0, 'aria-label': t('Predictions') };
    this.element = h('div', attributes, head, this.#body);
    this.element.addEventListener('scroll', () => this.#drawSoon(), { passive: true });
    this.element.addEventListener('keydown', (event) => this.#press(event));
    this.#body.addEventListener('click', (event) => this.#point(event, this.events.onActive));
    this.#body.addEventListener('dblclick', (event) => this.#point(event, this.events.onOpen));
    new ResizeObserver(() => this.#drawSoon()).observe(this.element);
  }

  show(data: GridData): void {
    const sameColumns =
      data.columns.map(({ id }) => id).join() === this.#data.columns.map(({ id }) => id).join();
    this.#data = data;
    this.#header.show(data.columns, data.sorting);
    this.element.setAttribute('aria-rowcount', String(data.order.length + 1));
    this.element.setAttribute('aria-colcount', String(data.columns.length));
    this.element.classList.toggle(
      'labelled',
      data.columns.some(({ id }) => id === 'expected'),
    );
    this.#body.style.height = `${data.order.length * ROW}px`;
    if (sameColumns) this.#forget(() => true);
    else this.#empty();
    this.#draw();
  }

  /** Draws these rows of the list again, where they are in sight: their order stays. */
  redraw(rows: ReadonlySet<number>): void {
    for (const [position, element] of this.#drawn) {
      if (rows.has(this.#data.order[position] ?? -1)) this.#fill(element, position);
    }
  }

  /** Makes a row the active one. @param scroll bring it into sight */
  activate(row: number | undefined, scroll: boolean): void {
    this.#active = row;
    const position = this.#positionOfActive();
    if (scroll && position !== undefined) this.#reveal(position);
    this.#draw();
  }

  #positionOfActive(): number | undefined {
    if (this.#active === undefined) return undefined;
    const position = this.#data.order.indexOf(this.#active);
    return position < 0 ? undefined : position;
  }

  #drawSoon(): void {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  /** Takes rows out of use; their elements stay where they are until they show others, or are hidden. */
  #forget(which: (position: number) => boolean): void {
    for (const [position, row] of this.#drawn) {
      if (!which(position)) continue;
      this.#free.push(row);
      this.#drawn.delete(position);
    }
  }

  #empty(): void {
    this.#drawn.clear();
    this.#free = [];
    this.#body.replaceChildren();
  }

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / ROW) - MARGIN);
    const last = Math.min(this.#data.order.length, Math.ceil((scrollTop + clientHeight) / ROW) + MARGIN);
    const active = this.#positionOfActive();
    // The active row stays an element wherever it is, since assistive technology follows it by its id.
    this.#forget((position) => (position < first || position >= last) && position !== active);
    for (let position = first; position < last; position++) this.#drawRow(position);
    if (active !== undefined) this.#drawRow(active);
    for (const { element } of this.#free) element.remove();
    this.#mark(active);
  }

  #mark(active: number | undefined): void {
    for (const [position, { element }] of this.#drawn)
      element.setAttribute('aria-selected', String(position === active));
    if (active === undefined) this.element.removeAttribute('aria-activedescendant');
    else this.element.setAttribute('aria-activedescendant', `row-${active}`);
  }

  #drawRow(position: number): void {
    if (this.#drawn.has(position)) return;
    const row = this.#free.pop() ?? new GridRow(this.#data.columns);
    if (!row.element.isConnected) this.#body.append(row.element);
    this.#drawn.set(position, row);
    this.#fill(row, position);
  }

  #fill(row: GridRow, position: number): void {
    const { rows, order } = this.#data;
    const index = order[position] ?? -1;
    const view = rows[index];
    if (view) row.show(position, ROW, view, index);
  }

  #press(event: KeyboardEvent): void {
    if (event.target !== this.element) return;
    const { order } = this.#data;
    const page = Math.max(1, Math.floor(this.element.clientHeight / ROW) - 2);
    const position = this.#positionOfActive();
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const step = steps[event.key];
    let next: number | undefined;
    if (step !== undefined) next = position === undefined ? 0 : position + step;
    else if (event.key === 'Home') next = 0;
    else if (event.key === 'End') next = order.length - 1;
    else if (event.key === 'Enter' && this.#active !== undefined) this.events.onOpen(this.#active);
    if (next === undefined || order.length === 0) return;
    event.preventDefault();
    const row = order[Math.max(0, Math.min(order.length - 1, next))];
    if (row !== undefined) this.events.onActive(row);
  }

  #point(event: MouseEvent, tell: (row: number) => void): void {
    const element = event.target instanceof Element ? event.target.closest('.row') : null;
    const position = Number(element?.id.slice('row-'.length));
    const row = this.#data.order[position];
    if (element && row !== undefined) tell(row);
  }

  #reveal(position: number): void {
    const top = position * ROW;
    const room = this.element.clientHeight - ROW;
    const { scrollTop } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + ROW > scrollTop + room) this.element.scrollTop = top + ROW - room;
  }
}
