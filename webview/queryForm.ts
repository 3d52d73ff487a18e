import type { Draft } from '../src/panel/protocol';
import { h } from './dom';
import { t } from './l10n';
import { button, setDisabled, textArea, textField, type TextControl } from './toolkit';

export interface QueryFormWords {
  readonly query: string;
  readonly placeholder: string;
  readonly action: string;
}

/** The fields for a query and its options, and the button that asks. Enter in the options asks too, and Ctrl+Enter anywhere. */
export class QueryForm {
  readonly element: HTMLElement;
  readonly #input: TextControl;
  readonly #options: TextControl;
  readonly #ask: HTMLElement;
  #busy = false;

  constructor(
    words: QueryFormWords,
    private readonly host: { predict(draft: Draft): void; draft(draft: Draft): void },
  ) {
    const typed = (): void => {
      this.host.draft(this.#draft());
      this.#allow();
    };
    this.#input = textArea(words.query, words.placeholder, typed);
    this.#options = textField(t('Options'), t('label, label, … (empty: generate text)'), typed);
    this.#ask = button(words.action, () => this.#submit());
    this.element = h(
      'div',
      { class: 'form' },
      this.#input.element,
      this.#options.element,
      h('div', { class: 'actions' }, this.#ask),
    );
    this.element.addEventListener('keydown', (event) => {
      const inField = event.target === this.#options.element || event.ctrlKey || event.metaKey;
      if (event.key === 'Enter' && inField && event.target !== this.#ask) this.#submit();
    });
  }

  show(draft: Draft, busy: boolean): void {
    this.#busy = busy;
    this.#input.value = draft.input;
    this.#options.value = draft.options;
    this.#allow();
  }

  #draft(): Draft {
    return { input: this.#input.value, options: this.#options.value };
  }

  #allow(): void {
    setDisabled(this.#ask, this.#busy || this.#input.value.trim() === '');
  }

  #submit(): void {
    if (!this.#busy && this.#input.value.trim() !== '') this.host.predict(this.#draft());
  }
}
