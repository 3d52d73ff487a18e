import * as vscode from 'vscode';
import { messageOf, UserError } from '../../shared/errors';
import type { Blocks } from '../blocks';
import type { Models } from '../models';
import { readVectorUri } from '../readVectorUri';
import { readSettings } from '../settings';
import { translate } from '../translate';
import type { FileFacts, ModelFacts, ReferenceFacts } from './facts';
import { sourceOf } from './source';

/** Bytes. Vectors of the largest models take less; nothing larger is read for a hint. */
const LARGEST = 8 * 1024 * 1024;

/** Files kept; the oldest go first. */
const MOST_KEPT = 100;

/** Milliseconds for which the models that were found are taken for those that are there. */
const LASTING = 10_000;

/** Reads what is known of vector files that documents name, each once a version. */
export class FactReader {
  readonly #files = new Map<string, { readonly stamp: string; readonly read: Promise<ReferenceFacts> }>();
  #found: { readonly at: number; readonly models: ReturnType<Models['find']> } | undefined;

  constructor(
    private readonly models: Models,
    private readonly blocks: Blocks,
  ) {}

  /** Never throws: what could not be found out is absent. */
  async of(uri: vscode.Uri): Promise<ReferenceFacts> {
    const facts = await this.#read(uri);
    if (!facts.file) return facts;
    const { metadata } = facts.file;
    const [source, model] = await Promise.all([
      sourceOf(uri, metadata, this.blocks.states).catch(() => undefined),
      this.#model(facts.file).catch(() => undefined),
    ]);
    return { ...facts, source, model };
  }

  /** Models were added, removed or configured. */
  forgetModels(): void {
    this.#found = undefined;
  }

  async #read(uri: vscode.Uri): Promise<ReferenceFacts> {
    const key = uri.toString();
    const stat = await vscode.workspace.fs.stat(uri).then(undefined, () => undefined);
    if (!stat || stat.size > LARGEST) return {};
    const stamp = `${stat.mtime} ${stat.size}`;
    const known = this.#files.get(key);
    if (known?.stamp === stamp) return known.read;
    const read = readFile(uri);
    this.#files.delete(key);
    this.#files.set(key, { stamp, read });
    const [oldest] = this.#files.keys();
    if (this.#files.size > MOST_KEPT && oldest !== undefined) this.#files.delete(oldest);
    return read;
  }

  async #model({ metadata }: FileFacts): Promise<ModelFacts> {
    if (!this.#found || Date.now() - this.#found.at > LASTING)
      this.#found = { at: Date.now(), models: this.models.find() };
    const found = (await this.#found.models).flatMap(({ manifest }) => manifest ?? []);
    const fits = found.filter(
      ({ target }) => target.id === metadata.targetId && target.hash === metadata.targetHash,
    );
    const { modelId } = readSettings();
    const chosen = fits.find(({ id }) => id === modelId);
    if (chosen) return { state: 'chosen', name: chosen.name };
    return fits[0] ? { state: 'other', name: fits[0].name, chosen: modelId } : { state: 'missing' };
  }
}

async function readFile(uri: vscode.Uri): Promise<ReferenceFacts> {
  try {
    const { contents, bytes } = await readVectorUri(uri);
    const { metadata, count, width } = contents;
    return { file: { metadata, count, width, bytes } };
  } catch (error) {
    return error instanceof UserError ? { problem: messageOf(error, translate) } : {};
  }
}
