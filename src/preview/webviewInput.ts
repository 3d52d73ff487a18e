import type { PreviewOrigin } from './protocol';

/** What comes out of a webview is checked as anything from outside: these return undefined for what is not as agreed. */

/** Reads the index of one of `count` rows. */
export function readRow(value: unknown, count: number): number | undefined {
  if (typeof value !== 'object' || value === null || !('row' in value)) return undefined;
  return isIndex(value.row, count) ? value.row : undefined;
}

/** Reads the indices of rows, each at most once. */
export function readRows(value: unknown, count: number): readonly number[] | undefined {
  if (typeof value !== 'object' || value === null || !('rows' in value)) return undefined;
  const rows: unknown = value.rows;
  if (!Array.isArray(rows) || rows.length > count) return undefined;
  const indices = new Set(rows.filter((row): row is number => isIndex(row, count)));
  return indices.size === rows.length ? [...indices] : undefined;
}

/** Reads what a page kept of where its demonstrations and queries are. */
export function readOrigin(value: unknown): PreviewOrigin | undefined {
  if (typeof value !== 'object' || value === null || !('origin' in value)) return undefined;
  const { origin } = value;
  if (typeof origin !== 'object' || origin === null) return undefined;
  const { demonstrations, offset, queries } = origin as Partial<Record<keyof PreviewOrigin, unknown>>;
  if (typeof demonstrations !== 'string' || typeof queries !== 'string') return undefined;
  return isIndex(offset, Infinity) ? { demonstrations, offset, queries } : undefined;
}

function isIndex(value: unknown, count: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < count;
}
