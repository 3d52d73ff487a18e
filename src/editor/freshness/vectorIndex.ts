import { readdir, stat } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore } from '../../shared/disposable';
import { Emitter, type Event } from '../../shared/emitter';
import { readVectorFile, textRows, vectorSuffix, type VectorMetadata } from '../../vectors';
import type { KnownFile } from './match';

/** A vector file of the workspace. */
export interface IndexedFile extends KnownFile {
  /** Without the rows that are text. */
  readonly vectors: number;
  readonly metadata: VectorMetadata;
}

/** More files than a workspace of prompts has; reading them all would take long. */
const MOST_FILES = 2000;

/** Bytes. Vectors of the largest models take less; nothing larger is read for an index. */
const LARGEST = 8 * 1024 * 1024;

/** The vector files of the workspace, and of every folder that documents save theirs to, kept up to date. Reads nothing before it is asked. */
export class VectorIndex implements vscode.Disposable {
  readonly #resources = new DisposableStore();
  readonly #changes = this.#resources.add(new Emitter<undefined>());
  readonly #files = new Map<string, IndexedFile>();
  readonly #folders = new Map<string, Promise<void>>();
  #workspace: Promise<void> | undefined;
  readonly onDidChange: Event<undefined> = this.#changes.event;

  /** @param folder absolute: where the document that is asked about saves its vectors; it may lie outside of the workspace */
  async files(folder: string | undefined): Promise<readonly IndexedFile[]> {
    this.#workspace ??= this.#scanWorkspace();
    await this.#workspace;
    if (folder !== undefined && !vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder))) {
      if (!this.#folders.has(folder)) this.#folders.set(folder, this.#scanFolder(folder));
      await this.#folders.get(folder);
    }
    return [...this.#files.values()];
  }

  /** Reads one file again, ahead of any watcher; forgets it if it is none any more. */
  async refresh(file: string): Promise<void> {
    const now = await this.#read(file);
    const known = this.#files.delete(file);
    if (now) this.#files.set(file, now);
    if (now || known) this.#changes.fire(undefined);
  }

  dispose(): void {
    this.#resources.dispose();
  }

  async #scanWorkspace(): Promise<void> {
    this.#watch(`**/*${vectorSuffix}`);
    this.#resources.add(
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.#workspace = this.#findInWorkspace().then(() => this.#changes.fire(undefined));
      }),
    );
    await this.#findInWorkspace();
  }

  async #findInWorkspace(): Promise<void> {
    const exclude = '**/{node_modules,.git}/**';
    const found = await vscode.workspace.findFiles(`**/*${vectorSuffix}`, exclude, MOST_FILES);
    await this.#add(found.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath));
  }

  async #scanFolder(folder: string): Promise<void> {
    this.#watch(new vscode.RelativePattern(vscode.Uri.file(folder), `*${vectorSuffix}`));
    const names = await readdir(folder).catch(() => []);
    const files = names.filter((name) => name.endsWith(vectorSuffix)).slice(0, MOST_FILES);
    await this.#add(files.map((name) => path.join(folder, name)));
  }

  #watch(pattern: vscode.GlobPattern): void {
    const watcher = this.#resources.add(vscode.workspace.createFileSystemWatcher(pattern));
    const refresh = ({ scheme, fsPath }: vscode.Uri): void => {
      if (scheme === 'file') void this.refresh(fsPath);
    };
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete])
      this.#resources.add(event(refresh));
  }

  async #add(files: readonly string[]): Promise<void> {
    // One after the other: there are few, and each is small.
    for (const file of files) {
      const read = await this.#read(file);
      if (read) this.#files.set(file, read);
    }
  }

  /** Undefined for what is no vector file: nobody asked for it by name, so nobody need be told. */
  async #read(file: string): Promise<IndexedFile | undefined> {
    try {
      if ((await stat(file)).size > LARGEST) return undefined;
      const { metadata, count } = await readVectorFile(file);
      const { demonstrationSha256: hashes, created } = metadata;
      return { path: file, hashes, created, vectors: count - textRows(metadata), metadata };
    } catch {
      return undefined;
    }
  }
}
