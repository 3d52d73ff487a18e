/** A text for the user before it is put into their language: a template in English, `{0}` for the first value. */
export interface Sentence {
  readonly template: string;
  readonly values: readonly (string | number | Sentence)[];
}

/** Fills a template in some language; `vscode.l10n.t` is one. */
export type Translate = (template: string, ...values: (string | number)[]) => string;

export function sentence(template: string, ...values: Sentence['values']): Sentence {
  return { template, values };
}

/** Whether something that came from another process is one. */
export function isSentence(value: unknown): value is Sentence {
  if (typeof value !== 'object' || value === null) return false;
  const { template, values } = value as Partial<Record<keyof Sentence, unknown>>;
  return (
    typeof template === 'string' &&
    Array.isArray(values) &&
    values.every((one) => typeof one === 'string' || typeof one === 'number' || isSentence(one))
  );
}

const english: Translate = (template, ...values) =>
  template.replace(/\{(\d+)\}/g, (hole, index: string) => String(values[Number(index)] ?? hole));

/** The text itself. Values that are sentences are translated too. @param translate default: English */
export function inWords({ template, values }: Sentence, translate: Translate = english): string {
  const filled = values.map((value) => (typeof value === 'object' ? inWords(value, translate) : value));
  return translate(template, ...filled);
}
