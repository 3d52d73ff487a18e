import { setImmediate as turn } from 'node:timers/promises';
import type { GraphName, ModelFile } from '../models/manifest';
import { formatBytes } from '../shared/formatBytes';

export type Report = (message: string, fraction: number) => void;

/** What of the whole the checking of files takes, and what is done when the graphs are loaded. */
const checkedAt = 0.4;
const loadedAt = 0.95;

/** Milliseconds between reports of bytes. */
const interval = 250;

const words: Readonly<Record<GraphName, string>> = {
  embedTokens: 'token embeddings',
  encoder: 'encoder',
  decoder: 'decoder',
  distiller: 'distiller',
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
    const amount = `${formatBytes(this.#bytes)} of ${formatBytes(this.#total)}`;
    this.report(`Checking ${this.name}: ${path}, ${amount}`, share * checkedAt);
  }

  /** @param share of the graphs that are loaded */
  loading(graph: GraphName, share: number, provider: string): Promise<void> {
    return this.#say(
      `Loading ${this.name} on ${provider}: ${words[graph]}`,
      checkedAt + share * (loadedAt - checkedAt),
    );
  }

  warmingUp(provider: string): Promise<void> {
    return this.#say(`Warming up ${this.name} on ${provider}`, loadedAt);
  }

  /** Gives the report a chance to leave before native code blocks this thread for as long as it takes. */
  async #say(message: string, fraction: number): Promise<void> {
    this.report(message, fraction);
    await turn();
  }
}
