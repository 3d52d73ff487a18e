import type { ArmPrediction } from '../../src/engine/methods';
import type { AnswerPair, ComparisonState } from '../../src/vectorEditor/protocol';
import { fill, h } from '../dom';
import { percent } from '../format';
import type { Host } from '../host';
import { t } from '../l10n';
import { QueryForm } from '../queryForm';
import { Section, type Folding } from '../section';

/** Whether two files answer queries alike. */
export class AnswersSection {
  readonly #section: Section;
  readonly #form: QueryForm;
  readonly #answers = h('div', { class: 'answer' });
  #shown: string | undefined;

  constructor(host: Host, folding: Folding) {
    this.#section = new Section('answers', t('Answers'), folding);
    const words = { query: t('Queries'), placeholder: t('One a line'), action: t('Ask both') };
    this.#form = new QueryForm(words, host);
    fill(this.#section.body, this.#form.element, this.#answers);
  }

  get element(): HTMLElement {
    return this.#section.element;
  }

  show({ askable, draft, busy, answers, files }: ComparisonState): void {
    this.element.hidden = !askable || !files;
    this.#form.show(draft, busy !== undefined);
    const shown = JSON.stringify(answers ?? null);
    if (shown === this.#shown || !files) return;
    this.#shown = shown;
    fill(this.#answers, answers && table(answers), answers && h('p', { class: 'words' }, verdict(answers)));
    this.#section.aside = answers
      ? t('{0} of {1} alike', answers.filter(({ alike }) => alike).length, answers.length)
      : '';
  }
}

/** How many queries both files answer with the same words. */
export function verdict(answers: readonly AnswerPair[]): string {
  const alike = answers.filter((pair) => pair.alike).length;
  if (answers.length === 1)
    return t(alike === 1 ? 'Both files give the same answer.' : 'The files give different answers.');
  return t('Both files answer {0} of {1} queries alike.', alike, answers.length);
}

function table(answers: readonly AnswerPair[]): HTMLElement {
  const heads = [t('Query'), t('First'), t('Second'), t('Alike')].map((name) =>
    h('th', { scope: 'col' }, name),
  );
  const rows = answers.map(({ query, answers: [first, second], alike }) =>
    h(
      'tr',
      { class: alike ? undefined : 'differs' },
      h('th', { scope: 'row', title: query }, h('span', { class: 'clamp' }, query)),
      h('td', {}, words(first)),
      h('td', {}, words(second)),
      h('td', {}, t(alike ? 'yes' : 'no')),
    ),
  );
  return h(
    'div',
    { class: 'scroll list', role: 'region', 'aria-label': t('Answers of both files'), tabindex: 0 },
    h('table', { class: 'answers' }, h('thead', {}, h('tr', {}, ...heads)), h('tbody', {}, ...rows)),
  );
}

/** The answer, and how sure of it the model is where there were options. */
function words({ prediction, probabilities }: ArmPrediction): string {
  if (prediction === '') return t('no text');
  return probabilities ? `${prediction} (${percent(Math.max(...probabilities))})` : prediction;
}
