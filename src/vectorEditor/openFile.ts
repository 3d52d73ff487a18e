import * as vscode from 'vscode';
import { formatOptions, parseOptions } from '../editor/optionsLine';
import { nearestCount } from '../editor/loadVectors';
import type { Services } from '../editor/services';
import type { Draft, SessionPrediction } from '../editor/sessionParts';
import type { SessionVectors } from '../editor/sessionState';
import { translate } from '../editor/translate';
import type { UsableModel } from '../models/findModels';
import { foretelling } from '../models/foretelling';
import { DisposableStore, toDisposable } from '../shared/disposable';
import { Emitter, type Event } from '../shared/emitter';
import { messageOf, UserError } from '../shared/errors';
import { describeError } from '../shared/errorText';
import { trimText } from '../shared/trimText';
import { fileState } from './fileState';
import type { Busy, FileState } from './protocol';
import { readForShowing } from './readForShowing';
import { watchFile } from './watchFile';
import { Work } from './work';

/** A vector file that is open in an editor, or in several: everything they show. Follows the file on the disk. */
export class OpenFile implements vscode.CustomDocument {
  readonly #resources = new DisposableStore();
  readonly #changes = this.#resources.add(new Emitter<FileState>());
  readonly #progress = this.#resources.add(new Emitter<Busy>());
  readonly onDidChange: Event<FileState> = this.#changes.event;
  readonly onDidProgress: Event<Busy> = this.#progress.event;
  readonly #work: Work;
  /** Ends what the last reading of the file began. */
  #reading = new AbortController();
  #first: Promise<void> | undefined;
  #vectors: SessionVectors | undefined;
  #problem: string | undefined;
  #model: UsableModel | undefined;
  #notes: readonly string[] = [];
  #prediction: SessionPrediction | undefined;
  #draft: Draft | undefined;

  constructor(
    readonly uri: vscode.Uri,
    private readonly services: Services,
    disposed: () => void,
  ) {
    this.#resources.add(toDisposable(disposed));
    const changed = (): void => this.#changes.fire(this.state);
    this.#work = new Work(services.reporter, changed, (busy) => this.#progress.fire(busy), translate);
    this.#resources.add(watchFile(uri, () => void this.read()));
    this.#resources.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('mend.model')) void this.read();
      }),
    );
    this.#resources.add(toDisposable(() => this.#reading.abort()));
    this.#resources.add(toDisposable(() => this.#work.cancel()));
  }

  get state(): FileState {
    const known = {
      path: this.#path,
      problem: this.#problem,
      vectors: this.#vectors,
      manifest: this.#model?.manifest,
      notes: this.#notes,
      askable: this.#model !== undefined && this.uri.scheme === 'file',
      prediction: this.#prediction,
      draft: this.#draft ?? { input: '', options: '' },
      busy: this.#work.busy,
      error: this.#work.error,
    };
    return fileState(known, translate);
  }

  /** Reads the file; what needs a model is added when it is there, and told as changes. Never throws: what is wrong is shown. */
  async read(): Promise<void> {
    this.#reading.abort();
    const reading = new AbortController();
    this.#reading = reading;
    const before = this.#vectors;
    try {
      const vectors = await readForShowing(this.uri);
      if (reading.signal.aborted) return;
      if (before && !sameVectors(before, vectors)) this.#prediction = undefined;
      this.#vectors = vectors;
      this.#problem = undefined;
      this.#draft ??= { input: '', options: formatOptions(vectors.contents.metadata.labels ?? []) };
    } catch (error) {
      if (reading.signal.aborted) return;
      this.#vectors = undefined;
      this.#problem = this.services.reporter.sentence(error);
    }
    this.#changes.fire(this.state);
    if (this.#vectors) void this.#addModel(this.#vectors, reading.signal);
  }

  /** Reads the file where nobody has yet; resolves when there is something to show. */
  firstRead(): Promise<void> {
    this.#first ??= this.read();
    return this.#first;
  }

  type(draft: Draft): void {
    this.#draft = draft;
  }

  /** Answers a query with the vectors, with nothing and, where the file keeps the demonstrations' text, with that. */
  async predict(draft: Draft): Promise<void> {
    this.#draft = draft;
    const [vectors, model] = [this.#vectors, this.#model];
    const input = trimText(draft.input);
    if (!vectors || !model || input === '') return;
    const { demonstrationsText: demonstrations } = vectors.contents.metadata;
    const options = parseOptions(draft.options);
    await this.#work.run(vscode.l10n.t('Predicting'), async (context) => {
      const params = {
        model: { folder: model.folder },
        file: vectors.path,
        input,
        ...(options.length > 0 && { options }),
        ...(demonstrations && { demonstrations }),
      };
      const result = await this.services.engine.predict(params, context);
      const worth = foretelling(model.manifest);
      if (this.#vectors === vectors || (this.#vectors && sameVectors(this.#vectors, vectors)))
        this.#prediction = { input, result, ...(worth && { foretelling: worth }) };
    });
  }

  cancel(): void {
    this.#work.cancel();
  }

  dispose(): void {
    this.#resources.dispose();
  }

  get #path(): string {
    return this.uri.scheme === 'file' ? this.uri.fsPath : this.uri.path;
  }

  /** Adds what the model has to say: what it keeps in memory, and the vocabulary's entries nearest to the vectors. */
  async #addModel(vectors: SessionVectors, signal: AbortSignal): Promise<void> {
    const { models, engine, reporter } = this.services;
    const tell = (notes: readonly string[], now: Partial<SessionVectors> = {}): void => {
      if (signal.aborted) return;
      this.#notes = notes;
      this.#vectors = { ...vectors, ...now };
      this.#changes.fire(this.state);
    };
    try {
      const model = await models.foundForVectors(vectors.contents.metadata);
      if (signal.aborted) return;
      this.#model = model;
      if (this.uri.scheme !== 'file')
        return tell([
          vscode.l10n.t(
            'Queries and the nearest tokens need the file on this machine’s disk: copy it there.',
          ),
        ]);
      tell([vscode.l10n.t('Looking for the nearest tokens of the vocabulary …')]);
      const params = { model: { folder: model.folder }, file: vectors.path, count: nearestCount };
      tell([], { nearest: await engine.nearestTokens(params, { signal }) });
    } catch (error) {
      if (error instanceof UserError && error.code === 'cancelled') return;
      reporter.log.warn(`vector editor: ${describeError(error)}`);
      if (error instanceof UserError && error.code === 'badModel' && !signal.aborted) this.#model = undefined;
      tell([
        error instanceof UserError
          ? messageOf(error, translate)
          : vscode.l10n.t('The nearest tokens could not be found; the log says why.'),
      ]);
    }
  }
}

/** Whether two readings gave the same numbers. */
function sameVectors({ contents: one }: SessionVectors, { contents: other }: SessionVectors): boolean {
  return one.count === other.count && one.vectors.every((value, index) => value === other.vectors[index]);
}
