import type { PanelState } from '../../src/panel/protocol';
import { fill, h } from '../dom';
import type { Host } from '../host';
import { comparison } from '../comparison';
import { Section, type Folding } from '../section';
import { button, setDisabled, textArea, textField, type TextControl } from '../toolkit';

/** The query box and how the frozen model answers it without demonstrations, with all of them, and with the vectors. */
export class PredictionsSection {
  readonly #section: Section;
  readonly #input: TextControl;
  readonly #options: TextControl;
  readonly #predict: HTMLElement;
  readonly #answer = h('div', { class: 'answer' });
  #shown: string | undefined;

  constructor(
    private readonly host: Host,
    folding: Folding,
  ) {
    this.#section = new Section('predictions', 'Predictions', folding);
    const typed = (): void => {
      this.host.draft(this.#draft());
      this.#allow();
    };
    this.#input = textArea('Query', 'The input to predict an output for', typed);
    this.#options = textField('Options', 'label, label, … (empty: generate text)', typed);
    this.#predict = button('Predict', () => this.#submit());
    const form = h(
      'div',
      { class: 'form' },
      this.#input.element,
      this.#options.element,
      h('div', { class: 'actions' }, this.#predict),
    );
    form.addEventListener('keydown', (event) => {
      const inField = event.target === this.#options.element || event.ctrlKey || event.metaKey;
      if (event.key === 'Enter' && inField && event.target !== this.#predict) this.#submit();
    });
    fill(this.#section.body, form, this.#answer);
  }

  get element(): HTMLElement {
    return this.#section.element;
  }

  show({ vectors, draft, prediction, busy }: PanelState): void {
    this.element.hidden = !vectors;
    this.#busy = busy !== undefined;
    this.#input.value = draft.input;
    this.#options.value = draft.options;
    this.#allow();
    // A screen reader's place in the table and the scroll position would be lost by building the same again.
    const shown = JSON.stringify(prediction ?? null);
    if (shown === this.#shown) return;
    const isNews = this.#shown !== undefined && prediction !== undefined;
    this.#shown = shown;
    fill(this.#answer, prediction && comparison(prediction));
    // In a narrow panel the answer would come below what is visible.
    if (isNews) this.#answer.scrollIntoView({ block: 'nearest' });
  }

  #busy = false;

  #draft(): { input: string; options: string } {
    return { input: this.#input.value, options: this.#options.value };
  }

  #allow(): void {
    setDisabled(this.#predict, this.#busy || this.#input.value.trim() === '');
  }

  #submit(): void {
    if (!this.#busy && this.#input.value.trim() !== '') this.host.predict(this.#draft());
  }
}
