import type { DemonstrationItem, DemonstrationsView } from '../../src/panel/protocol';
import { fill, h, linkButton, type Child } from '../dom';
import { plural } from '../format';
import type { Host } from '../host';
import { Section, type Folding } from '../section';

/** The demonstrations as the model reads them: numbered, with their tokens, and what became of those that did not fit. */
export class DemonstrationsSection {
  readonly #section: Section;

  constructor(
    private readonly host: Host,
    folding: Folding,
  ) {
    this.#section = new Section('demonstrations', 'Demonstrations', folding);
  }

  get element(): HTMLElement {
    return this.#section.element;
  }

  show(view: DemonstrationsView | undefined): void {
    this.element.hidden = !view;
    if (!view) return;
    this.#section.aside = `${view.count} · ${plural(view.tokens, 'token')}`;
    const source = linkButton(view.source, () => this.host.revealSource(), 'Show in the editor');
    fill(
      this.#section.body,
      h('p', { class: 'summary' }, `${plural(view.count, 'demonstration')} from `, source),
      budget(view),
      h(
        'div',
        { class: 'scroll list', role: 'region', 'aria-label': 'List of demonstrations', tabindex: 0 },
        table(view.items),
        view.items.length < view.count &&
          h('p', { class: 'note' }, `and ${view.count - view.items.length} more`),
      ),
    );
  }
}

function budget({ tokens, budget, cut, dropped }: DemonstrationsView): HTMLElement {
  const share = h('div', { class: 'meter-fill' });
  share.style.width = `${Math.min(100, (tokens / budget) * 100)}%`;
  const meter = h(
    'div',
    {
      class: 'meter',
      role: 'meter',
      'aria-label': 'Tokens used',
      'aria-valuemin': 0,
      'aria-valuemax': budget,
      'aria-valuenow': tokens,
    },
    share,
  );
  const lost = [cut > 0 && `${cut} cut`, dropped > 0 && `${dropped} dropped`].filter(Boolean).join(', ');
  return h(
    'div',
    { class: 'budget' },
    meter,
    h('p', { class: 'note' }, `${tokens} of ${plural(budget, 'token')} the model can compress`),
    lost !== '' &&
      h(
        'p',
        { class: 'warning' },
        `Not all of it fits: ${lost}. What was left out has no part in the vectors.`,
      ),
  );
}

function table(items: readonly DemonstrationItem[]): HTMLElement {
  const header = ['#', 'Input', 'Output', 'Tokens'].map((name) => h('th', { scope: 'col' }, name));
  return h(
    'table',
    { class: 'demonstrations' },
    h('thead', {}, h('tr', {}, ...header)),
    h('tbody', {}, ...items.map(row)),
  );
}

function row({ input, output, tokens }: DemonstrationItem, index: number): HTMLElement {
  const fate = tokens && tokens.fate !== 'whole' ? tokens.fate : undefined;
  const count: Child = fate === 'dropped' ? '–' : tokens && String(tokens.tokens);
  return h(
    'tr',
    { class: fate },
    h('td', { class: 'number' }, String(index + 1)),
    h('td', {}, h('div', { class: 'clamp', title: input }, input)),
    h('td', {}, h('div', { class: 'clamp output', title: output }, output)),
    h('td', { class: 'number' }, count, fate && h('span', { class: `tag ${fate}` }, fate)),
  );
}
