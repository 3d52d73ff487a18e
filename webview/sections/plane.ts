import type { VectorsView } from '../../src/panel/protocol';
import type { PrincipalPlane } from '../../src/vectorEditor/protocol';
import { ScatterChart } from '../charts/scatter';
import { fill, h } from '../dom';
import { percent, value, visible } from '../format';
import { figure, readOutPlace, Section, type Folding } from '../section';

/** The vectors in the plane in which they differ most, named by the vocabulary's nearest tokens. */
export class PlaneSection {
  readonly #section: Section;
  readonly #readOut = readOutPlace();
  readonly #chart = new ScatterChart((text) => fill(this.#readOut, text));
  readonly #caption = h('p', { class: 'note' });
  #shown: string | undefined;

  constructor(folding: Folding) {
    this.#section = new Section('plane', 'Projection', folding);
    const picture = h('div', {}, this.#chart.element, this.#caption);
    fill(this.#section.body, figure('First two principal components', picture, this.#readOut));
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
    this.#section.aside = `${together} of the variance`;
    this.#chart.show({
      points: plane.points.map(([x, y], index) => {
        const token = nearest?.[index]?.[0];
        const name = token ? visible(token.token) : `#${index + 1}`;
        const near = token ? `, nearest token “${visible(token.token)}” (cosine ${value(token.cosine)})` : '';
        return { x, y, name, words: `#${index + 1}: ${value(x)}, ${value(y)}${near}` };
      }),
      axes: [`component 1, ${percent(first)}`, `component 2, ${percent(second)}`],
      label: `${plane.points.length} vectors in the plane of their first two principal components, which shows ${together} of their variance. Arrow keys read single vectors.`,
    });
    fill(
      this.#caption,
      `Vectors that lie close together here may still be far apart: the picture shows ${together} of how they differ.`,
      ...(nearest ? [] : [' Once the nearest tokens are known, they name the points.']),
    );
  }
}
