import type { Busy, EditorState } from '../../src/vectorEditor/protocol';
import { BusyBar } from '../busy';
import { fill, h, linkButton } from '../dom';
import { t } from '../l10n';
import type { EditorHost } from './editorHost';

/** What a webview of the vector editor shows; each kind takes its own states and ignores others. */
export interface Page {
  show(state: EditorState): void;
  showBusy(busy: Busy): void;
}

/** What every page has around its sections: a heading, what runs, what failed, and a voice for who can't see. */
export class Frame {
  readonly content = h('div', { class: 'content' });
  readonly #heading = h('h1', {});
  readonly #busy: BusyBar;
  readonly #error = h('div', { class: 'error', role: 'alert', hidden: true });
  readonly #problem = h('div', { class: 'error', role: 'alert', hidden: true });
  readonly #announcement = h('div', { class: 'hidden', 'aria-live': 'polite' });

  constructor(
    root: Element,
    private readonly host: EditorHost,
    toolbar: HTMLElement,
  ) {
    this.#busy = new BusyBar(host);
    fill(
      root,
      h('header', {}, this.#heading, toolbar),
      this.#busy.element,
      this.#error,
      this.#problem,
      this.content,
      this.#announcement,
    );
  }

  /** @param problem why there is nothing to show */
  show(heading: string, { busy, error, problem }: EditorState): void {
    fill(this.#heading, heading);
    this.#busy.show(busy);
    this.#error.hidden = error === undefined;
    if (error !== undefined)
      fill(
        this.#error,
        h('p', {}, error),
        linkButton(t('Show logs'), () => this.host.run('mend.showLogs')),
      );
    this.#problem.hidden = problem === undefined;
    fill(this.#problem, problem !== undefined && h('p', {}, problem));
    this.content.hidden = problem !== undefined;
  }

  showBusy(busy: Busy): void {
    this.#busy.show(busy);
  }

  /** Says what is new to who can't see it. */
  announce(text: string): void {
    fill(this.#announcement, text);
  }
}
