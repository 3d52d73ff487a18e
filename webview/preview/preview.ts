import type { PreviewOrigin, PreviewState, PreviewUpdate, RowView } from '../../src/preview/protocol';
import { fill, h } from '../dom';
import { t } from '../l10n';
import { columns } from './columns';
import { Details } from './details';
import { Grid } from './grid';
import { nextSorting, orderOf, type Sorting } from './order';
import { SummarySection } from './summary';
import { Toolbar } from './toolbar';

/** How the user looks at the table: kept by the page, over being hidden. */
export interface View {
  readonly sorting?: Sorting | undefined;
  readonly onlyDisagreements: boolean;
}

/** What VS Code stores with the window: how the user looks at the table, and what a reloaded window needs to show it again. */
export interface Kept extends View {
  readonly origin?: PreviewOrigin;
}

export interface PreviewHost {
  cancel(): void;
  ask(): void;
  chooseQueries(): void;
  export(rows: readonly number[]): void;
  reveal(row: number): void;
  showLogs(): void;
  keep(kept: Kept): void;
}

/** While rows stream in, they are put in order at most this often, in milliseconds. */
const REORDER_MILLISECONDS = 400;

/** The whole page: shows what the host knows, and sorts and filters it. */
export class PreviewPage {
  readonly #toolbar: Toolbar;
  readonly #grid: Grid;
  readonly #details: Details;
  readonly #summary = new SummarySection();
  #state: PreviewState | undefined;
  #rows: RowView[] = [];
  #answered = 0;
  #order: readonly number[] = [];
  #active: number | undefined;
  #timer: number | undefined;

  constructor(
    root: Element,
    private readonly host: PreviewHost,
    private view: View,
  ) {
    this.#toolbar = new Toolbar({
      onCancel: () => host.cancel(),
      onAsk: () => host.ask(),
      onExport: () => host.export(this.#order),
      onChooseQueries: () => host.chooseQueries(),
      onShowLogs: () => host.showLogs(),
      onFilter: (onlyDisagreements) => this.#look({ ...this.view, onlyDisagreements }),
    });
    this.#toolbar.onlyDisagreements = view.onlyDisagreements;
    this.#grid = new Grid({
      onSort: (column) => this.#look({ ...this.view, sorting: nextSorting(this.view.sorting, column) }),
      onActive: (row) => this.#activate(row, true),
      onOpen: (row) => host.reveal(row),
    });
    this.#details = new Details((row) => host.reveal(row));
    fill(
      root,
      h('h1', { class: 'hidden' }, t('Predictions')),
      this.#toolbar.element,
      this.#grid.element,
      this.#details.element,
      this.#summary.element,
    );
  }

  show(state: PreviewState): void {
    this.#state = state;
    this.#keep();
    this.#rows = [...state.rows];
    this.#answered = this.#rows.filter(({ answers }) => answers).length;
    this.#toolbar.showFacts(state);
    this.#arrange();
    this.#activate(state.current ?? undefined, true);
    this.#showStatus();
    document.body.dataset['state'] = 'ready';
  }

  update({ list, answers = [], ...status }: PreviewUpdate): void {
    if (!this.#state || this.#state.list !== list) return;
    const { current } = this.#state;
    this.#state = { ...this.#state, ...status };
    for (const [place, answer] of answers) {
      const row = this.#rows[place];
      if (!row) continue;
      if (!row.answers) this.#answered += 1;
      this.#rows[place] = { ...row, answers: answer };
    }
    if (answers.length > 0) this.#showAnswers(new Set(answers.map(([place]) => place)));
    if (this.#state.current !== current) this.#activate(this.#state.current ?? undefined, true);
    this.#showStatus();
  }

  /** In the order of the list only what was answered is drawn again; where it matters for the order, all is put in order, not too often. */
  #showAnswers(places: ReadonlySet<number>): void {
    if (this.#active !== undefined && places.has(this.#active)) this.#showDetails();
    if (!this.view.sorting && !this.view.onlyDisagreements) this.#grid.redraw(places);
    else this.#timer ??= window.setTimeout(() => this.#arrange(), REORDER_MILLISECONDS);
  }

  #look(view: View): void {
    this.view = view;
    this.#keep();
    this.#arrange();
    this.#showStatus();
  }

  #keep(): void {
    this.host.keep({ ...this.view, ...(this.#state && { origin: this.#state.origin }) });
  }

  #arrange(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { sorting, onlyDisagreements } = this.view;
    const labelled = this.#rows.some(({ expected }) => expected !== undefined);
    const shown = columns.filter(({ id }) => id !== 'expected' || labelled);
    const column = shown.find(({ id }) => id === sorting?.column);
    this.#order = orderOf(this.#rows, column, sorting?.descending ?? false, onlyDisagreements);
    this.#grid.show({ rows: this.#rows, order: this.#order, columns: shown, sorting: column && sorting });
  }

  #activate(row: number | undefined, scroll: boolean): void {
    this.#active = row;
    this.#grid.activate(row, scroll);
    this.#showDetails();
  }

  #showDetails(): void {
    const row = this.#active === undefined ? undefined : this.#rows[this.#active];
    this.#details.show(row, this.#active ?? 0);
  }

  #showStatus(): void {
    if (!this.#state) return;
    const counts = { total: this.#rows.length, answered: this.#answered, shown: this.#order.length };
    this.#toolbar.show(this.#state, counts);
    this.#summary.show(this.#state);
  }
}
