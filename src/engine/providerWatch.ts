import type { ProviderEvent } from '../runtime/providers/ladder';

/** What a child said about its providers, so that its end can be laid at the right door. */
export class ProviderWatch {
  #opening: string | undefined;
  /** How many models each has open. */
  readonly #open = new Map<string, number>();

  note({ provider, state }: ProviderEvent): void {
    if (state === 'opening') {
      this.#opening = provider;
      return;
    }
    // What fails to open is closed without having been open.
    const failed = state === 'closed' && this.#opening === provider;
    this.#opening = undefined;
    if (failed) return;
    this.#open.set(provider, (this.#open.get(provider) ?? 0) + (state === 'open' ? 1 : -1));
  }

  /** The provider that was being opened, else the one that was open; undefined where that is the CPU, which is not to be gone without. */
  get suspect(): { readonly provider: string; readonly opening: boolean } | undefined {
    const open = [...this.#open].filter(([, count]) => count > 0).map(([provider]) => provider);
    const provider = [this.#opening, ...open].find((name) => name !== undefined && name !== 'cpu');
    return provider === undefined ? undefined : { provider, opening: open.length === 0 };
  }
}
