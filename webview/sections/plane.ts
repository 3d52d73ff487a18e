import type { NearestToken } from '../../src/engine/methods';
import type { VectorsView } from '../../src/panel/protocol';
import type { PrincipalPlane } from '../../src/vectorEditor/protocol';
import { ScatterChart } from '../charts/scatter';
import { fill, h } from '../dom';
import { percent, value, visible } from '../format';
import { t } from '../l10n';
import { figure, readOutPlace, Section, type Folding } from '../section';

/** The vectors in the plane in which they differ most, named by the vocabulary's nearest tokens. */
export class PlaneSection {
  readonly #section: Section;
  readonly #readOut = readOutPlace();
  readonly #chart = new ScatterChart((text) => fill(this.#readOut, text));
  readonly #caption = h('p', { class: 'note' });
  #shown: string | undefined;

  constructor(folding: Folding) {
    this.#section = new Section('plane', t('Projection'), folding);
    const picture = h('div', {}, this.#chart.element, this.#caption);
    fill(this.#section.body, figure(t('First two principal components'), picture, this.#readOut));
  }

  get element(): HTMLElement {
    return this.#section.element;
  }

  show(plane: PrincipalPlane | undefined, nearest: VectorsView['nearest']): void {
    const differ = plane !== undefined && plane.shares[0] > 0;
    this.element.hidden = !differ;
    const shown = JSON.stringify([plane, nearest]);
    if (!differ || shown === this.#shown) return;
    this.#shown = shown;
    const [first, second] = plane.shares;
    const together = percent(first + second);
    this.#section.aside = t('{0} of the variance', together);
    this.#chart.show({
      points: plane.points.map(([x, y], index) => {
        const token = nearest?.[index]?.[0];
        const name = token ? visible(token.token) : `#${index + 1}`;
        return { x, y, name, words: pointWords(index, x, y, token) };
      }),
      axes: [t('component {0}, {1}', 1, percent(first)), t('component {0}, {1}', 2, percent(second))],
      label: t(
        '{0} vectors in the plane of their first two principal components, which shows {1} of their variance. Arrow keys read single vectors.',
        plane.points.length,
        together,
      ),
    });
    fill(
      this.#caption,
      t(
        'Vectors that lie close together here may still be far apart: the picture shows {0} of how they differ.',
        together,
      ),
      ...(nearest ? [] : [' ', t('Once the nearest tokens are known, they name the points.')]),
    );
  }
}

function pointWords(index: number, x: number, y: number, nearest: NearestToken | undefined): string {
  const place = [index + 1, value(x), value(y)] as const;
  return nearest
    ? t(
        '#{0}: {1}, {2}, nearest token “{3}” (cosine {4})',
        ...place,
        visible(nearest.token),
        value(nearest.cosine),
      )
    : `#${place[0]}: ${place[1]}, ${place[2]}`;
}
