import { resolve } from 'node:path';
import type { TextCodec } from '../mend/template';
import type { Manifest } from '../models/manifest';
import { readManifest } from '../models/readManifest';
import { checkFiles, checkHashes } from '../models/verifyModel';
import { loadTokenizer, type LoadedTokenizer } from './tokenizer';

/** What counting tokens needs of a model. */
export interface ModelText {
  readonly manifest: Manifest;
  readonly codec: TextCodec;
}

const FILES = ['tokenizer.json', 'tokenizer_config.json'];

/** The tokenizers of this process, each loaded once: a thousandth of what loading their models would take. */
export class TextStore {
  private readonly tokenizers = new Map<string, Promise<LoadedTokenizer>>();

  /** The manifest is read every time, so that a model that was changed meanwhile counts as it is now. @throws UserError `badModel` */
  async get(choice: { readonly folder: string }): Promise<ModelText> {
    const folder = resolve(choice.folder);
    const manifest = await readManifest(folder);
    await checkFiles(folder, manifest);
    const hashes = manifest.files.filter(({ path }) => FILES.includes(path)).map(({ sha256 }) => sha256);
    const tokenizer = await this.tokenizer(folder, manifest, [folder, ...hashes].join('\n'));
    return { manifest, codec: { tokenizer, template: manifest.template, special: tokenizer.special } };
  }

  private tokenizer(folder: string, manifest: Manifest, key: string): Promise<LoadedTokenizer> {
    const known = this.tokenizers.get(key);
    if (known) return known;
    const loading = checkHashes(folder, manifest, FILES).then(() => loadTokenizer(folder));
    this.tokenizers.set(key, loading);
    loading.catch(() => this.tokenizers.delete(key));
    return loading;
  }
}
