import type { DemonstrationSurvival, SurvivalResult } from '../../engine/methods';
import type { Disposable } from '../../shared/disposable';
import { Emitter, type Event } from '../../shared/emitter';

/** Offsets are UTF-16 code units of the document. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** The block that a map is of. */
export interface MappedBlock {
  readonly start: number;
  /** Of its demonstrations, and where these stand. */
  readonly hashes: readonly string[];
  readonly ranges: readonly Range[];
}

/** What is known so far of a block. */
export interface SurvivalMap extends MappedBlock {
  readonly each: ReadonlyMap<number, DemonstrationSurvival>;
}

/** Results that are kept, those found last: each is small. */
const MOST_RESULTS = 50;

/** The survival maps that are shown, one a document, and what was measured before. */
export class SurvivalMaps implements Disposable {
  readonly #changes = new Emitter<string>();
  /** Told the URI of the document whose map changed. */
  readonly onDidChange: Event<string> = this.#changes.event;
  readonly #shown = new Map<string, SurvivalMap>();
  readonly #results = new Map<string, SurvivalResult>();

  /** The map shown in a document. */
  of(document: string): SurvivalMap | undefined {
    return this.#shown.get(document);
  }

  get isAnyShown(): boolean {
    return this.#shown.size > 0;
  }

  /** Shows a map of which nothing is known yet, in the place of any other of the document. */
  begin(document: string, block: MappedBlock): void {
    this.#show(document, { ...block, each: new Map() });
  }

  /** Adds what was found, unless the map was taken away meanwhile. */
  add(document: string, found: readonly DemonstrationSurvival[]): void {
    const map = this.#shown.get(document);
    if (!map) return;
    const more = found.map((one) => [one.index, one] as const);
    this.#show(document, { ...map, each: new Map([...map.each, ...more]) });
  }

  /** The document was changed: the map moves with its block, and vanishes where this says something else or is gone. */
  follow(document: string, blocks: readonly MappedBlock[]): void {
    const map = this.#shown.get(document);
    if (!map) return;
    const same = blocks.filter(({ hashes }) => hashes.join() === map.hashes.join());
    const [nearest] = same.sort((a, b) => Math.abs(a.start - map.start) - Math.abs(b.start - map.start));
    if (nearest) this.#show(document, { ...nearest, each: map.each });
    else this.clear(document);
  }

  /** Takes the map of a document away, or all. */
  clear(document?: string): void {
    const documents = document === undefined ? [...this.#shown.keys()] : [document];
    for (const uri of documents) if (this.#shown.delete(uri)) this.#changes.fire(uri);
  }

  /** What was measured under a key before. */
  result(key: string): SurvivalResult | undefined {
    return this.#results.get(key);
  }

  keep(key: string, result: SurvivalResult): void {
    this.#results.set(key, result);
    const [oldest] = this.#results.keys();
    if (this.#results.size > MOST_RESULTS && oldest !== undefined) this.#results.delete(oldest);
  }

  dispose(): void {
    this.#changes.dispose();
  }

  #show(document: string, map: SurvivalMap): void {
    this.#shown.set(document, map);
    this.#changes.fire(document);
  }
}
