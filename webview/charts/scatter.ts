import { h } from '../dom';
import { onThemeChange, themeColour } from '../theme';
import { prepare } from './canvas';

export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  /** A word or two beside the point, where there is room. */
  readonly name: string;
  /** What the point says when it is pointed at. */
  readonly words: string;
}

export interface ScatterData {
  readonly points: readonly ScatterPoint[];
  /** What the axes show. */
  readonly axes: readonly [string, string];
  /** What the picture shows, for who can't see it. */
  readonly label: string;
}

const MARGIN = 18;
const RADIUS = 3.5;

/** Points in a plane, at the same scale both ways. A point is read by pointing near it or, one after the other, with the arrow keys. */
export class ScatterChart {
  readonly element: HTMLCanvasElement;
  #data: ScatterData | undefined;
  #selected: number | undefined;

  constructor(private readonly readOut: (text: string) => void) {
    this.element = h('canvas', { class: 'scatter', role: 'img', tabindex: 0 });
    this.element.addEventListener('pointermove', (event) => this.#point(event));
    this.element.addEventListener('pointerleave', () => this.#select(undefined));
    this.element.addEventListener('blur', () => this.#select(undefined));
    this.element.addEventListener('keydown', (event) => this.#press(event));
    new ResizeObserver(() => this.#draw()).observe(this.element);
    onThemeChange(() => this.#draw());
  }

  show(data: ScatterData): void {
    this.#data = data;
    this.#selected = undefined;
    this.element.setAttribute('aria-label', data.label);
    this.#draw();
  }

  #point({ offsetX, offsetY }: PointerEvent): void {
    const places = this.#places();
    const distances = places.map(([x, y]) => Math.hypot(x - offsetX, y - offsetY));
    const nearest = Math.min(...distances);
    this.#select(nearest <= 20 ? distances.indexOf(nearest) : undefined);
  }

  #press(event: KeyboardEvent): void {
    const step = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const count = this.#data?.points.length ?? 0;
    if (step === undefined || count === 0) return;
    event.preventDefault();
    const from = this.#selected ?? (step > 0 ? -1 : count);
    this.#select(Math.max(0, Math.min(count - 1, from + step)));
  }

  #select(index: number | undefined): void {
    if (index === this.#selected) return;
    this.#selected = index;
    this.readOut(index === undefined ? '' : (this.#data?.points[index]?.words ?? ''));
    this.#draw();
  }

  /** Where the points are in the canvas, in CSS pixels: as large as fits, with the middle of their range in its middle. */
  #places(): readonly (readonly [number, number])[] {
    const { width, height } = this.element.getBoundingClientRect();
    const points = this.#data?.points ?? [];
    const [horizontal, vertical] = [rangeOf(points.map(({ x }) => x)), rangeOf(points.map(({ y }) => y))];
    const room = { width: width - 2 * MARGIN - 40, height: height - 2 * MARGIN };
    const scale = Math.min(room.width / (horizontal.size || 1), room.height / (vertical.size || 1));
    return points.map(({ x, y }) => [
      (width - 40) / 2 + (x - horizontal.middle) * scale,
      height / 2 - (y - vertical.middle) * scale,
    ]);
  }

  #draw(): void {
    const data = this.#data;
    const prepared = data && prepare(this.element);
    if (!data || !prepared) return;
    const { context, width, height } = prepared;
    context.clearRect(0, 0, width, height);
    const places = this.#places();
    this.#axes(context, data.axes, width, height);
    context.fillStyle = colour('--vscode-charts-purple');
    for (const [x, y] of places) disc(context, x, y);
    this.#names(context, data.points, places);
    const selected = this.#selected === undefined ? undefined : places[this.#selected];
    if (!selected) return;
    context.strokeStyle = colour('--vscode-foreground');
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(selected[0], selected[1], RADIUS + 3, 0, 2 * Math.PI);
    context.stroke();
  }

  #axes(
    context: CanvasRenderingContext2D,
    axes: readonly [string, string],
    width: number,
    height: number,
  ): void {
    context.font = font(11);
    context.fillStyle = colour('--vscode-descriptionForeground');
    context.textBaseline = 'alphabetic';
    context.textAlign = 'right';
    context.fillText(`${axes[0]} →`, width - 4, height - 5);
    context.textAlign = 'left';
    context.fillText(`↑ ${axes[1]}`, 4, 12);
  }

  /** Writes the names that do not cover points or other names; the others are read by pointing. The selected one comes first. */
  #names(
    context: CanvasRenderingContext2D,
    points: readonly ScatterPoint[],
    places: readonly (readonly [number, number])[],
  ): void {
    context.font = font(11);
    context.fillStyle = colour('--vscode-foreground');
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    const taken = places.map(([x, y]) => box(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS));
    const order = points.map((_, index) => index);
    order.sort((one, other) => Number(other === this.#selected) - Number(one === this.#selected));
    for (const index of order) {
      const [x, y] = places[index] ?? [0, 0];
      const name = points[index]?.name ?? '';
      const place = box(x + RADIUS + 2, y - 7, context.measureText(name).width, 14);
      const others = taken.filter((_, at) => at !== index);
      if (index !== this.#selected && others.some((one) => overlap(one, place))) continue;
      taken.push(place);
      context.fillText(name, place.left, y);
    }
  }
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const box = (left: number, top: number, width: number, height: number): Box => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});

const overlap = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

const colour = (variable: string): string => `rgb(${themeColour(variable).join(' ')})`;

const font = (size: number): string => `${size}px ${getComputedStyle(document.body).fontFamily}`;

function disc(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath();
  context.arc(x, y, RADIUS, 0, 2 * Math.PI);
  context.fill();
}

function rangeOf(values: readonly number[]): { readonly middle: number; readonly size: number } {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return { middle: (low + high) / 2, size: high - low };
}
