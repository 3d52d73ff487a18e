import { setImmediate as turn } from 'node:timers/promises';
import type { GraphName, ModelFile } from '../models/manifest';
import { formatBytes } from '../shared/formatBytes';
import { sentence, type Sentence } from '../shared/sentence';

export type Report = (message: Sentence, fraction: number) => void;

/** What of the whole the checking of files takes, and what is done when the graphs are loaded. */
const checkedAt = 0.4;
const loadedAt = 0.95;

/** Milliseconds between reports of bytes. */
const interval = 250;

const words: Readonly<Record<GraphName, Sentence>> = {
  embedTokens: sentence('token embeddings'),
  encoder: sentence('encoder'),
  decoder: sentence('decoder'),
  distiller: sentence('distiller'),
};

/** Says how far the loading of a model is: which bytes were checked, then which graph is being loaded on which provider. */
export class LoadProgress {
  #bytes = 0;
  #lastReport = -Infinity;
  readonly #total: number;

  /** @param files those to be checked */
  constructor(
    private readonly name: string,
    files: readonly ModelFile[],
    private readonly report: Report,
  ) {
    this.#total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  checked(count: number, { path }: ModelFile): void {
    this.#bytes += count;
    const now = performance.now();
    if (now - this.#lastReport < interval) return;
    this.#lastReport = now;
    const share = Math.min(1, this.#bytes / this.#total);
    const amounts = [this.#bytes, this.#total].map(formatBytes);
    this.report(sentence('Checking {0}: {1}, {2} of {3}', this.name, path, ...amounts), share * checkedAt);
  }

  /** @param share of the graphs that are loaded */
  loading(graph: GraphName, share: number, provider: string): Promise<void> {
    return this.#say(
      sentence('Loading {0} on {1}: {2}', this.name, provider, words[graph]),
      checkedAt + share * (loadedAt - checkedAt),
    );
  }

  warmingUp(provider: string): Promise<void> {
    return this.#say(sentence('Warming up {0} on {1}', this.name, provider), loadedAt);
  }

  /** Gives the report a chance to leave before native code blocks this thread for as long as it takes. */
  async #say(message: Sentence, fraction: number): Promise<void> {
    this.report(message, fraction);
    await turn();
  }
}
