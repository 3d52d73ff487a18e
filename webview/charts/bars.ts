import { h } from '../dom';
import { onThemeChange, themeColour } from '../theme';
import { prepare } from './canvas';

/** Horizontal bars, one a row from top to bottom, as the margin of a matrix with the same rows. */
export class BarChart {
  readonly element: HTMLCanvasElement;
  #values: readonly number[] = [];

  constructor(className: string) {
    this.element = h('canvas', { class: className, role: 'img' });
    new ResizeObserver(() => this.#draw()).observe(this.element);
    onThemeChange(() => this.#draw());
  }

  /** @param values at least 0; the longest bar fills the width */
  show(values: readonly number[], label: string): void {
    this.#values = values;
    this.element.setAttribute('aria-label', label);
    this.#draw();
  }

  #draw(): void {
    const prepared = prepare(this.element);
    if (!prepared) return;
    const { context, width, height } = prepared;
    const rowHeight = height / this.#values.length;
    const largest = Math.max(...this.#values) || 1;
    // A gap between the bars only where there is room for one.
    const gap = rowHeight >= 4 ? 1 : 0;
    context.clearRect(0, 0, width, height);
    context.fillStyle = `rgb(${themeColour('--vscode-charts-purple').join(' ')})`;
    this.#values.forEach((norm, row) => {
      context.fillRect(0, row * rowHeight, (norm / largest) * width, rowHeight - gap);
    });
  }
}
