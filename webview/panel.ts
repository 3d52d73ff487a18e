import type { Busy, PanelState } from '../src/panel/protocol';
import { BusyBar } from './busy';
import { fill, h, linkButton } from './dom';
import { emptyState } from './empty';
import type { PanelHost } from './host';
import { t, withElements } from './l10n';
import type { Folding } from './section';
import { DemonstrationsSection } from './sections/demonstrations';
import { PredictionsSection } from './sections/predictions';
import { VectorsSection } from './sections/vectors';

/** The whole panel: shows a state, tells the host what the user does, and keeps nothing of its own. */
export class Panel {
  readonly #demonstrations: DemonstrationsSection;
  readonly #vectors: VectorsSection;
  readonly #predictions: PredictionsSection;
  readonly #busy: BusyBar;
  readonly #empty: HTMLElement;
  readonly #error = h('div', { class: 'error', role: 'alert', hidden: true });
  readonly #announcement = h('div', { class: 'hidden', 'aria-live': 'polite' });
  readonly #footer = h('footer', {});
  #state: PanelState | undefined;

  constructor(
    root: Element,
    private readonly host: PanelHost,
    folding: Folding,
  ) {
    this.#demonstrations = new DemonstrationsSection(host, folding);
    this.#vectors = new VectorsSection(host, folding);
    this.#predictions = new PredictionsSection(host, folding);
    this.#busy = new BusyBar(host);
    this.#empty = emptyState(host);
    const sections = [this.#demonstrations, this.#vectors, this.#predictions].map(({ element }) => element);
    const content = h('div', { class: 'sections' }, ...sections);
    fill(
      root,
      h('h1', { class: 'hidden' }, 'MEND'),
      this.#busy.element,
      this.#error,
      this.#empty,
      content,
      this.#footer,
      this.#announcement,
    );
  }

  show(state: PanelState): void {
    this.#announce(state);
    this.#state = state;
    this.#empty.hidden = state.vectors !== undefined || state.demonstrations !== undefined;
    this.#demonstrations.show(state.demonstrations, state.busy !== undefined);
    this.#vectors.show(state.vectors);
    this.#predictions.show(state);
    this.#busy.show(state.busy);
    this.#error.hidden = state.error === undefined;
    if (state.error !== undefined) {
      fill(
        this.#error,
        h('p', {}, state.error),
        linkButton(t('Show logs'), () => this.host.run('mend.showLogs')),
      );
    }
    const model = linkButton(state.model, () => this.host.run('mend.selectModel'), t('Select another model'));
    fill(
      this.#footer,
      ...(state.provider === undefined ? [model] : withElements('{0} on {1}', model, state.provider)),
    );
    document.body.dataset['state'] = state.busy ? 'busy' : 'ready';
  }

  showBusy(busy: Busy): void {
    this.#busy.show(busy);
  }

  /** Says what is new to who can't see it. */
  #announce(state: PanelState): void {
    const before = this.#state;
    if (!before) return;
    const { prediction, vectors } = state;
    if (prediction && JSON.stringify(prediction) !== JSON.stringify(before.prediction)) {
      const answer = prediction.result.arms.distilled?.prediction;
      fill(
        this.#announcement,
        answer === undefined
          ? t('There is no prediction with the vectors.')
          : t('Prediction with the vectors: {0}.', answer),
      );
    } else if (vectors && vectors.file !== before.vectors?.file) {
      const { count } = vectors.statistics;
      fill(
        this.#announcement,
        t(count === 1 ? '1 vector of {1} is open.' : '{0} vectors of {1} are open.', count, vectors.name),
      );
    }
  }
}
