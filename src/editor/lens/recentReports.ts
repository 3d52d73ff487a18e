import type { TokenReport } from '../../engine/methods';
import type { Storage } from '../session';

const STORAGE_KEY = 'mend.tokenReports';

/** Blocks whose counts are kept, those asked for last; and how many demonstrations one may have to be kept over a restart. */
const MOST_BLOCKS = 100;
const MOST_DEMONSTRATIONS = 500;

type Stored = readonly (readonly [key: string, report: TokenReport])[];

/** Token counts by a key, kept with the workspace. */
export class RecentReports {
  readonly #reports: Map<string, TokenReport>;

  constructor(private readonly storage: Storage) {
    this.#reports = new Map(readStored(storage.get(STORAGE_KEY)));
  }

  get(key: string): TokenReport | undefined {
    const report = this.#reports.get(key);
    // A map keeps the order in which keys were set: the last ones stay longest.
    if (report && this.#reports.delete(key)) this.#reports.set(key, report);
    return report;
  }

  add(key: string, report: TokenReport): void {
    this.#reports.delete(key);
    this.#reports.set(key, report);
    const [oldest] = this.#reports.keys();
    if (this.#reports.size > MOST_BLOCKS && oldest !== undefined) this.#reports.delete(oldest);
    const stored: Stored = [...this.#reports].filter(([, { each }]) => each.length <= MOST_DEMONSTRATIONS);
    void this.storage.update(STORAGE_KEY, stored);
  }
}

/** What an earlier version stored may be anything. */
function readStored(value: unknown): Stored {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (entry): entry is Stored[number] =>
      Array.isArray(entry) &&
      typeof entry[0] === 'string' &&
      Array.isArray((entry[1] as Partial<TokenReport> | undefined)?.each),
  );
}
