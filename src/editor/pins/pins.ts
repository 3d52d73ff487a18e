import type { Disposable } from '../../shared/disposable';
import { Emitter, type Event } from '../../shared/emitter';
import type { Storage } from '../session';
import { demonstrationKeys } from './keys';

const STORAGE_KEY = 'mend.pins';

/** Documents whose pins are kept, those pinned in last; and demonstrations of one. */
const MOST_DOCUMENTS = 100;
const MOST_DEMONSTRATIONS = 1000;

/** Whether a demonstration is pinned, by its key; of those that nobody said anything about, the vector file knows. */
type Said = ReadonlyMap<string, boolean>;

/** A vector file, as far as it says which of its demonstrations are text. */
export interface PinnedFile {
  /** Of the demonstrations that it was made from. */
  readonly hashes: readonly string[];
  readonly metadata: { readonly pinned?: readonly { readonly index: number }[] };
}

/** Which demonstrations of which document stay text. Kept with the workspace, by hash, as freshness is. */
export class Pins implements Disposable {
  readonly #changes = new Emitter<undefined>();
  readonly onDidChange: Event<undefined> = this.#changes.event;
  readonly #documents: Map<string, Said>;

  constructor(private readonly storage: Storage) {
    this.#documents = new Map(readStored(storage.get(STORAGE_KEY)));
  }

  /**
   * Indices of the pinned demonstrations of a block, in order.
   * @param document its URI
   * @param hashes of the block's demonstrations
   * @param file the block's vector file, whose pins count where nothing was said here
   */
  of(document: string, hashes: readonly string[], file?: PinnedFile): readonly number[] {
    const said = this.#documents.get(document);
    const keysOfFile = demonstrationKeys(file?.hashes ?? []);
    const inFile = new Set(file?.metadata.pinned?.map(({ index }) => keysOfFile[index]));
    return demonstrationKeys(hashes).flatMap((key, index) =>
      (said?.get(key) ?? inFile.has(key)) ? [index] : [],
    );
  }

  /** Says of every demonstration of a block whether it is pinned. */
  set(document: string, hashes: readonly string[], pinned: readonly number[]): void {
    const said = new Map(this.#documents.get(document));
    demonstrationKeys(hashes).forEach((key, index) => {
      said.delete(key);
      said.set(key, pinned.includes(index));
    });
    // A map keeps the order in which keys were set: the last ones stay.
    this.#documents.delete(document);
    this.#documents.set(document, new Map([...said].slice(-MOST_DEMONSTRATIONS)));
    const kept = [...this.#documents].slice(-MOST_DOCUMENTS);
    void this.storage.update(
      STORAGE_KEY,
      kept.map(([uri, keys]) => [uri, [...keys]]),
    );
    this.#changes.fire(undefined);
  }

  dispose(): void {
    this.#changes.dispose();
  }
}

/** What an earlier version stored may be anything. */
function readStored(value: unknown): (readonly [string, Said])[] {
  return pairsIn(value).flatMap(([uri, keys]) => {
    const said = pairsIn(keys).filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean');
    return said.length > 0 ? [[uri, new Map(said)] as const] : [];
  });
}

function pairsIn(value: unknown): [string, unknown][] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (entry): entry is [string, unknown] =>
      Array.isArray(entry) && entry.length === 2 && typeof entry[0] === 'string',
  );
}
