import { resolve } from 'node:path';
import type { Dtype } from '../models/manifest';
import { readManifest } from '../models/readManifest';
import { loadModel, type LoadedModel, type LoadOptions } from './loadModel';

/** A model and how long it took to load. */
export interface StoredModel {
  readonly model: LoadedModel;
  readonly milliseconds: number;
}

/** The models of this process: each folder and dtype is loaded once and kept. */
export class ModelStore {
  private readonly models = new Map<string, Promise<StoredModel>>();
  private readonly done: StoredModel[] = [];

  constructor(
    private readonly options: LoadOptions,
    private readonly clock: () => number,
  ) {}

  /** Models loaded, in the order they were. */
  get loaded(): readonly StoredModel[] {
    return this.done;
  }

  /** Loads the model or gives the one loaded. A load that failed is tried again at the next call. */
  async get(
    choice: { readonly folder: string; readonly dtype?: Dtype },
    progress: (message: string, fraction: number) => void,
  ): Promise<StoredModel> {
    const folder = resolve(choice.folder);
    const dtype = choice.dtype ?? (await readManifest(folder)).defaultDtype;
    const key = `${dtype} ${folder}`;
    const known = this.models.get(key);
    if (known) return known;
    const loading = this.load(folder, dtype, progress);
    this.models.set(key, loading);
    loading.catch(() => this.models.delete(key));
    return loading;
  }

  async dispose(): Promise<void> {
    const all = [...this.models.values()];
    this.models.clear();
    this.done.length = 0;
    for (const stored of await Promise.allSettled(all)) {
      if (stored.status === 'fulfilled') await stored.value.model.dispose();
    }
  }

  private async load(
    folder: string,
    dtype: Dtype,
    progress: (message: string, fraction: number) => void,
  ): Promise<StoredModel> {
    const start = this.clock();
    const model = await loadModel(folder, dtype, this.options, progress);
    const stored = { model, milliseconds: this.clock() - start };
    this.done.push(stored);
    return stored;
  }
}
