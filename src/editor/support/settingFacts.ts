import type { Facts } from './diagnostics';

/** A setting as VS Code tells it. */
export interface SettingValue {
  readonly id: string;
  readonly value: unknown;
  readonly defaultValue: unknown;
}

/** Settings whose text is a name of the project's, not the user's. */
const NAMES: ReadonlySet<string> = new Set(['mend.model.id', 'mend.engine.provider']);

/** The settings that differ from their defaults; of texts, lists and objects that the user made only that they are set, or how much they hold. */
export function settingFacts(settings: readonly SettingValue[]): Facts {
  const changed = settings.filter(
    ({ value, defaultValue }) => JSON.stringify(value) !== JSON.stringify(defaultValue),
  );
  return changed.map(({ id, value }) => [id, shown(id, value)] as const);
}

function shown(id: string, value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string' && NAMES.has(id)) return value;
  if (typeof value === 'object' && value !== null) return `${Object.keys(value).length} entries`;
  return 'set';
}
