import { h } from '../dom';
import { onThemeChange, themeColour } from '../theme';
import { prepare } from './canvas';

export interface MatrixData {
  readonly rows: number;
  readonly columns: number;
  /** Row-major, -1..1. */
  readonly values: readonly number[];
  /** What the picture shows, for who can't see it. */
  readonly label: string;
  /** What one cell says when it is pointed at. */
  describe(row: number, column: number): string;
}

/**
 * A matrix as coloured cells: negative values in one chart colour, positive in another, zero as the background. A cell is read by pointing at it or
 * with the arrow keys; what it says goes to the caller's read-out.
 */
export class MatrixChart {
  readonly element: HTMLCanvasElement;
  #data: MatrixData | undefined;
  #cell: { row: number; column: number } | undefined;

  constructor(
    className: string,
    private readonly readOut: (text: string) => void,
  ) {
    this.element = h('canvas', { class: className, role: 'img', tabindex: 0 });
    this.element.addEventListener('pointermove', (event) => this.#point(event));
    this.element.addEventListener('pointerleave', () => this.#select(undefined));
    this.element.addEventListener('blur', () => this.#select(undefined));
    this.element.addEventListener('keydown', (event) => this.#press(event));
    new ResizeObserver(() => this.#draw()).observe(this.element);
    onThemeChange(() => this.#draw());
  }

  show(data: MatrixData): void {
    this.#data = data;
    this.#cell = undefined;
    this.element.setAttribute('aria-label', data.label);
    this.#draw();
  }

  #point(event: PointerEvent): void {
    if (!this.#data) return;
    const { width, height } = this.element.getBoundingClientRect();
    const row = Math.floor((event.offsetY / height) * this.#data.rows);
    const column = Math.floor((event.offsetX / width) * this.#data.columns);
    this.#select({ row: clamp(row, this.#data.rows), column: clamp(column, this.#data.columns) });
  }

  #press(event: KeyboardEvent): void {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step || !this.#data) return;
    event.preventDefault();
    const { row, column } = this.#cell ?? { row: -(step[0] ?? 0), column: -(step[1] ?? 0) };
    this.#select({
      row: clamp(row + (step[0] ?? 0), this.#data.rows),
      column: clamp(column + (step[1] ?? 0), this.#data.columns),
    });
  }

  #select(cell: { row: number; column: number } | undefined): void {
    if (cell?.row === this.#cell?.row && cell?.column === this.#cell?.column) return;
    this.#cell = cell;
    this.readOut(cell && this.#data ? this.#data.describe(cell.row, cell.column) : '');
    this.#draw();
  }

  #draw(): void {
    const data = this.#data;
    const prepared = data && prepare(this.element);
    if (!data || !prepared) return;
    const { context, width, height } = prepared;
    context.clearRect(0, 0, width, height);
    paintCells(context, data);
    if (this.#cell) this.#outline(context, this.#cell, width / data.columns, height / data.rows);
  }

  #outline(
    context: CanvasRenderingContext2D,
    cell: { row: number; column: number },
    width: number,
    height: number,
  ): void {
    context.strokeStyle = `rgb(${themeColour('--vscode-foreground').join(' ')})`;
    context.lineWidth = 1;
    context.strokeRect(
      cell.column * width - 0.5,
      cell.row * height - 0.5,
      Math.max(width, 3) + 1,
      Math.max(height, 3) + 1,
    );
  }
}

/** Paints cell by cell into a picture of one pixel a cell and stretches it: thousands of rectangles would be slow and leave seams. */
function paintCells(context: CanvasRenderingContext2D, { rows, columns, values }: MatrixData): void {
  const negative = themeColour('--vscode-charts-blue');
  const positive = themeColour('--vscode-charts-yellow');
  const picture = new ImageData(columns, rows);
  values.forEach((value, index) => {
    const [red, green, blue] = value < 0 ? negative : positive;
    picture.data.set([red, green, blue, Math.min(1, Math.abs(value)) * 255], index * 4);
  });
  const small = new OffscreenCanvas(columns, rows);
  small.getContext('2d')?.putImageData(picture, 0, 0);
  context.imageSmoothingEnabled = false;
  const { width, height } = context.canvas.getBoundingClientRect();
  context.drawImage(small, 0, 0, width, height);
}

function clamp(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}
