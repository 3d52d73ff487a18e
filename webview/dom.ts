export type Child = Node | string | undefined | false;

/** Attributes by name; `undefined` and `false` leave one out, `true` sets it empty. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Builds an element. Children are added as nodes or text, never as markup, so nothing shown can become code. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes?: Attributes,
  ...children: Child[]
): HTMLElementTagNameMap[K];
export function h(tag: string, attributes?: Attributes, ...children: Child[]): HTMLElement;
export function h(tag: string, attributes: Attributes = {}, ...children: Child[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

/** Replaces what an element contains. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...children.filter((child) => child !== undefined && child !== false));
}

/** A link-like button for a place where a full button would be too loud. */
export function linkButton(label: string, onClick: () => void, title?: string): HTMLButtonElement {
  const element = h('button', { class: 'link', type: 'button', title }, label);
  element.addEventListener('click', onClick);
  return element;
}
