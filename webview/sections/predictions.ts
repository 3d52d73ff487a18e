import type { PanelState } from '../../src/panel/protocol';
import { comparison } from '../comparison';
import { fill, h } from '../dom';
import type { Host } from '../host';
import { t } from '../l10n';
import { QueryForm } from '../queryForm';
import { Section, type Folding } from '../section';

/** The query box and how the frozen model answers it without demonstrations, with all of them, and with the vectors. */
export class PredictionsSection {
  readonly #section: Section;
  readonly #form: QueryForm;
  readonly #answer = h('div', { class: 'answer' });
  #shown: string | undefined;

  /** @param withoutFullIcl what to do where the demonstrations are not known, to compare with full ICL */
  constructor(
    host: Host,
    folding: Folding,
    private readonly withoutFullIcl = t('Compress the demonstrations again to compare with full ICL.'),
  ) {
    this.#section = new Section('predictions', t('Predictions'), folding);
    const words = {
      query: t('Query'),
      placeholder: t('The input to predict an output for'),
      action: t('Predict'),
    };
    this.#form = new QueryForm(words, host);
    fill(this.#section.body, this.#form.element, this.#answer);
  }

  get element(): HTMLElement {
    return this.#section.element;
  }

  show({
    vectors,
    draft,
    prediction,
    busy,
  }: Pick<PanelState, 'vectors' | 'draft' | 'prediction' | 'busy'>): void {
    this.element.hidden = !vectors;
    this.#form.show(draft, busy !== undefined);
    // A screen reader's place in the table and the scroll position would be lost by building the same again.
    const shown = JSON.stringify(prediction ?? null);
    if (shown === this.#shown) return;
    const isNews = this.#shown !== undefined && prediction !== undefined;
    this.#shown = shown;
    fill(this.#answer, prediction && comparison(prediction, this.withoutFullIcl));
    // In a narrow panel the answer would come below what is visible.
    if (isNews) this.#answer.scrollIntoView({ block: 'nearest' });
  }
}
