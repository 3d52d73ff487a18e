import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeProgressRing,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { h } from './dom';

/**
 * The one file that knows the component library, so that another can take its place here. Only components are used that need no inline style,
 * which the page's policy forbids (badge, data grid and the determinate progress ring do).
 */

/** A field a user types into. */
export interface TextControl {
  readonly element: HTMLElement;
  value: string;
}

/** Registers the custom elements; call it once before anything is built. */
export function registerComponents(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeProgressRing(),
    vsCodeTextArea(),
    vsCodeTextField(),
  );
}

/** A push button. `secondary` is for everything but the one thing a place is for. */
export function button(label: string, onClick: () => void, secondary = false): HTMLElement {
  const element = h('vscode-button', { appearance: secondary ? 'secondary' : 'primary' }, label);
  element.addEventListener('click', onClick);
  return element;
}

/** Disables or enables a button or field. */
export function setDisabled(element: HTMLElement, disabled: boolean): void {
  element.toggleAttribute('disabled', disabled);
}

/** A ring that turns while something runs; what runs is said beside it. */
export function progressRing(): HTMLElement {
  return h('vscode-progress-ring', { class: 'ring', 'aria-hidden': 'true' });
}

/** A field of several lines. */
export function textArea(label: string, placeholder: string, onInput: () => void): TextControl {
  return control('vscode-text-area', label, { placeholder, rows: '3', resize: 'vertical' }, onInput);
}

/** A field of one line. */
export function textField(label: string, placeholder: string, onInput: () => void): TextControl {
  return control('vscode-text-field', label, { placeholder }, onInput);
}

function control(
  tag: string,
  label: string,
  attributes: Record<string, string>,
  onInput: () => void,
): TextControl {
  // A cast, since the library's classes are not in the DOM's map of tag names; both have a string `value`.
  const element = h(tag, { class: 'control', ...attributes }, label) as HTMLElement & { value: string };
  element.addEventListener('input', onInput);
  return {
    element,
    get value() {
      return element.value;
    },
    set value(value: string) {
      if (element.value !== value) element.value = value;
    },
  };
}
