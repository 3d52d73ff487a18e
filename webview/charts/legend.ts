import { h } from '../dom';

/** What the colours of a matrix stand for, from its lowest to its highest value. */
export function legend(low: string, high: string): HTMLElement {
  return h('p', { class: 'legend' }, low, h('span', { class: 'ramp' }), high);
}
