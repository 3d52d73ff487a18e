import { trimText } from '../../shared/trimText';
import type { Entry, TreeNode } from '../tree/tree';

/** Trimmed; undefined for what is no scalar. */
export function scalarText(value: TreeNode): string | undefined {
  if (value.type !== 'scalar') return undefined;
  return value.isString ? trimText(value.text) : value.text;
}

/** Several named values as one text: a line `name: value` each, or just the value of a single one. Undefined if one is no scalar. */
export function fieldsText(entries: readonly Entry[]): string | undefined {
  const fields = entries.map(({ name, value }) => ({ name, text: scalarText(value) }));
  if (fields.length === 0 || fields.some(({ text }) => text === undefined)) return undefined;
  const [only] = fields;
  if (only && fields.length === 1) return only.text;
  return fields.map(({ name, text }) => `${name}: ${text ?? ''}`).join('\n');
}
