import { fill, h, type Child } from './dom';

/** Remembers which sections are closed: a matter of looks, so the webview's own. */
export interface Folding {
  isOpen(id: string): boolean;
  set(id: string, open: boolean): void;
}

/** A part of the panel under a heading that folds it, like the panes of a native view. */
export class Section {
  readonly element: HTMLElement;
  readonly body = h('div', { class: 'section-body' });
  readonly #aside = h('span', { class: 'section-aside' });

  constructor(id: string, title: string, folding: Folding) {
    const heading = h('h2', {}, title);
    const details = h('details', { class: 'section', id }, h('summary', {}, heading, this.#aside), this.body);
    details.open = folding.isOpen(id);
    details.addEventListener('toggle', () => folding.set(id, details.open));
    this.element = details;
  }

  /** The few words beside the heading, seen when the section is closed too. */
  set aside(text: string) {
    fill(this.#aside, text);
  }
}

/** A figure with a heading, and a place for what is pointed at. */
export function figure(title: string, content: Child, readOut: HTMLElement): HTMLElement {
  const head = h('div', { class: 'figure-head' }, h('h3', {}, title), readOut);
  return h('figure', {}, head, content);
}

/** The place where a chart says what is pointed at. */
export function readOutPlace(): HTMLElement {
  return h('output', { class: 'read-out', 'aria-live': 'polite' });
}
