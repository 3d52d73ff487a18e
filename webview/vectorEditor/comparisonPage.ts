import type { Busy, ComparedFile, EditorState } from '../../src/vectorEditor/protocol';
import { fill, h } from '../dom';
import { fileSize } from '../format';
import { t } from '../l10n';
import type { Folding } from '../section';
import { AnswersSection, verdict } from '../sections/answers';
import { DifferencesSection } from '../sections/differences';
import { SimilaritySection } from '../sections/similarity';
import type { EditorHost } from './editorHost';
import { Frame, type Page } from './page';

/** The comparison of two vector files. */
export class ComparisonPage implements Page {
  readonly #frame: Frame;
  readonly #files = h('dl', { class: 'files' });
  readonly #findings = h('ul', { class: 'findings' });
  readonly #similarity: SimilaritySection;
  readonly #differences: DifferencesSection;
  readonly #answers: AnswersSection;
  #answered: string | undefined;

  constructor(root: Element, host: EditorHost, folding: Folding) {
    this.#frame = new Frame(root, host, h('div', { class: 'toolbar', hidden: true }));
    this.#similarity = new SimilaritySection(folding);
    this.#differences = new DifferencesSection(folding);
    this.#answers = new AnswersSection(host, folding);
    const beside = [this.#answers, this.#differences].map(({ element }) => element);
    fill(
      this.#frame.content,
      this.#files,
      this.#findings,
      h('div', { class: 'columns' }, this.#similarity.element, h('div', { class: 'column' }, ...beside)),
    );
  }

  show(state: EditorState): void {
    if (state.kind !== 'comparison') return;
    this.#frame.show(t('Two vector files'), state);
    const [first, second] = state.files ?? [];
    fill(
      this.#files,
      ...(first && second ? [...named(t('First'), first), ...named(t('Second'), second)] : []),
    );
    fill(this.#findings, ...state.findings.map((finding) => h('li', {}, finding)));
    this.#similarity.show(state);
    this.#differences.show(state);
    this.#answers.show(state);
    const answered = JSON.stringify(state.answers ?? null);
    if (this.#answered !== undefined && state.answers && answered !== this.#answered)
      this.#frame.announce(verdict(state.answers));
    this.#answered = answered;
  }

  showBusy(busy: Busy): void {
    this.#frame.showBusy(busy);
  }
}

function named(which: string, { name, file, count, width, bytes }: ComparedFile): HTMLElement[] {
  const size = t(
    count === 1 ? '1 vector of width {1}, {2}' : '{0} vectors of width {1}, {2}',
    count,
    width,
    fileSize(bytes),
  );
  return [h('dt', {}, which), h('dd', { title: file }, h('strong', {}, name), ` · ${size}`)];
}
