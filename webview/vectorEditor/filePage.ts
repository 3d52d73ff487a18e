import type { Busy, EditorState, FileState } from '../../src/vectorEditor/protocol';
import { fill, h } from '../dom';
import { t } from '../l10n';
import type { Folding } from '../section';
import { CostSection } from '../sections/cost';
import { PlaneSection } from '../sections/plane';
import { PredictionsSection } from '../sections/predictions';
import { VectorsSection } from '../sections/vectors';
import { button } from '../toolkit';
import type { EditorHost } from './editorHost';
import { Frame, type Page } from './page';

const withoutText = t(
  'The file keeps no text of its demonstrations, so there is no full ICL to compare with: mend.output.keepText stores it the next time.',
);

/** The editor of one vector file. */
export class FilePage implements Page {
  readonly #frame: Frame;
  readonly #vectors: VectorsSection;
  readonly #plane: PlaneSection;
  readonly #cost: CostSection;
  readonly #predictions: PredictionsSection;
  readonly #notes = h('div', { class: 'notes', role: 'status' });
  readonly #toolbar: HTMLElement;
  #answered: string | undefined;

  constructor(root: Element, host: EditorHost, folding: Folding) {
    this.#toolbar = toolbar(host);
    this.#frame = new Frame(root, host, this.#toolbar);
    this.#vectors = new VectorsSection(host, folding, []);
    this.#plane = new PlaneSection(folding);
    this.#cost = new CostSection(folding);
    this.#predictions = new PredictionsSection(host, folding, withoutText);
    const beside = [this.#predictions, this.#cost, this.#plane].map(({ element }) => element);
    fill(
      this.#frame.content,
      this.#notes,
      h('div', { class: 'columns' }, this.#vectors.element, h('div', { class: 'column' }, ...beside)),
    );
  }

  show(state: EditorState): void {
    if (state.kind !== 'file') return;
    const { vectors, plane, cost, notes, askable, problem } = state;
    this.#frame.show(state.name, state);
    this.#toolbar.hidden = problem !== undefined;
    this.#notes.hidden = notes.length === 0;
    fill(this.#notes, ...notes.map((note) => h('p', { class: 'note' }, note)));
    this.#vectors.show(vectors);
    this.#plane.show(plane, vectors?.nearest);
    this.#cost.show(cost);
    const { draft, prediction, busy } = state;
    this.#predictions.show({
      draft,
      ...(askable && vectors && { vectors }),
      ...(prediction && { prediction }),
      ...(busy && { busy }),
    });
    this.#announce(state);
  }

  showBusy(busy: Busy): void {
    this.#frame.showBusy(busy);
  }

  #announce({ prediction }: FileState): void {
    const answered = JSON.stringify(prediction ?? null);
    const answer = prediction?.result.arms.distilled?.prediction;
    if (this.#answered !== undefined && answered !== this.#answered && answer !== undefined)
      this.#frame.announce(t('Prediction with the vectors: {0}.', answer));
    this.#answered = answered;
  }
}

function toolbar(host: EditorHost): HTMLElement {
  return h(
    'div',
    { class: 'toolbar', role: 'group', 'aria-label': t('What to do with the file') },
    button(t('Copy snippet'), () => host.run('mend.copySnippet'), true),
    button(t('Export …'), () => host.run('mend.exportVectors'), true),
    button(t('Compare with …'), () => host.run('mend.compareVectors'), true),
    button(t('Show in the panel'), () => host.run('mend.openVectors'), true),
  );
}
