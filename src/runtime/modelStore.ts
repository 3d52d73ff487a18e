import { resolve } from 'node:path';
import type { Dtype } from '../models/manifest';
import { readManifest } from '../models/readManifest';
import { loadModel, type LoadedModel, type LoadOptions } from './loadModel';
import type { Report } from './loadProgress';
import type { Skipped } from './providers/ladder';
import { ProviderFailed } from './providers/providerFailed';

/** A model and how long it took to load. */
export interface StoredModel {
  readonly model: LoadedModel;
  readonly milliseconds: number;
}

/** The models of this process: each folder and dtype is loaded once and kept. */
export class ModelStore {
  private readonly models = new Map<string, Promise<StoredModel>>();
  private done: readonly StoredModel[] = [];
  private readonly avoided: Skipped[];
  private working = 0;

  constructor(
    private readonly options: LoadOptions,
    private readonly clock: () => number,
  ) {
    this.avoided = [...(options.avoided ?? [])];
  }

  /** Models loaded, in the order they were. */
  get loaded(): readonly StoredModel[] {
    return this.done;
  }

  /** Loads the model or gives the one loaded. A load that failed is tried again at the next call. */
  async get(
    choice: { readonly folder: string; readonly dtype?: Dtype },
    report: Report,
  ): Promise<StoredModel> {
    const folder = resolve(choice.folder);
    const dtype = choice.dtype ?? (await readManifest(folder)).defaultDtype;
    const key = `${dtype} ${folder}`;
    const known = this.models.get(key);
    if (known) return known;
    const loading = this.load(folder, dtype, report);
    this.models.set(key, loading);
    loading.catch(() => this.forget(loading));
    return loading;
  }

  /**
   * Does some work with models of this store. Where their provider fails, say for want of memory, it is left for the rest of this process, and the
   * work begins again, with models loaded on the next rung: it must be such that it may.
   * @param onLeft told which provider was left, and why
   */
  async work<T>(work: () => Promise<T>, onLeft: (skipped: Skipped) => void): Promise<T> {
    this.working += 1;
    try {
      for (;;) {
        try {
          return await work();
        } catch (error) {
          if (!(error instanceof ProviderFailed)) throw error;
          await this.leave(error);
          onLeft(error);
        }
      }
    } finally {
      this.working -= 1;
      if (this.working === 0) for (const { model } of this.done) model.prefixes.sweep();
    }
  }

  async dispose(): Promise<void> {
    await this.end(() => true);
  }

  private async leave({ provider, reason }: ProviderFailed): Promise<void> {
    if (!this.avoided.some((one) => one.provider === provider)) this.avoided.push({ provider, reason });
    await this.end(({ model }) => model.provider === provider);
  }

  /** Ends the models that `which` names, also those that are being loaded. */
  private async end(which: (stored: StoredModel) => boolean): Promise<void> {
    for (const loading of [...this.models.values()]) {
      const stored = await loading.catch(() => undefined);
      if (!stored || !which(stored)) continue;
      // Somebody else may have ended it meanwhile.
      if (this.forget(loading)) await stored.model.dispose();
      this.done = this.done.filter((one) => one !== stored);
    }
  }

  private forget(loading: Promise<StoredModel>): boolean {
    const entry = [...this.models].find(([, value]) => value === loading);
    return entry !== undefined && this.models.delete(entry[0]);
  }

  private async load(folder: string, dtype: Dtype, report: Report): Promise<StoredModel> {
    const start = this.clock();
    const model = await loadModel(folder, dtype, { ...this.options, avoided: this.avoided }, report);
    const stored = { model, milliseconds: this.clock() - start };
    this.done = [...this.done, stored];
    return stored;
  }
}
