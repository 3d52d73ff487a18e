import * as vscode from 'vscode';
import { formatOptions, parseOptions } from '../editor/optionsLine';
import type { Services } from '../editor/services';
import type { Draft } from '../editor/sessionParts';
import type { SessionVectors } from '../editor/sessionState';
import { translate } from '../editor/translate';
import type { CallContext } from '../engine/methods';
import { DisposableStore, toDisposable } from '../shared/disposable';
import { Emitter, type Event } from '../shared/emitter';
import { UserError } from '../shared/errors';
import { trimText } from '../shared/trimText';
import { comparisonState } from './comparisonState';
import type { AnswerPair, Busy, ComparisonState } from './protocol';
import { readForShowing } from './readForShowing';
import { watchFile } from './watchFile';
import { Work } from './work';

type Pair<T> = readonly [T, T];

/** What a reading of both files gave. */
interface ReadPair {
  readonly problem?: string | undefined;
  readonly files?: Pair<SessionVectors>;
  /** Of the models that answer with either file; absent where one is missing, and `notes` says so. */
  readonly folders?: Pair<string>;
  readonly notes: readonly string[];
}

/** More queries than anybody writes into the field; each is answered twice. */
const MOST_QUERIES = 50;

/** Two vector files that are compared: everything the page shows. Follows both files on the disk. */
export class Comparison implements vscode.Disposable {
  readonly #resources = new DisposableStore();
  readonly #changes = this.#resources.add(new Emitter<ComparisonState>());
  readonly #progress = this.#resources.add(new Emitter<Busy>());
  readonly onDidChange: Event<ComparisonState> = this.#changes.event;
  readonly onDidProgress: Event<Busy> = this.#progress.event;
  readonly #work: Work;
  #files: Pair<SessionVectors> | undefined;
  #folders: Pair<string> | undefined;
  #problem: string | undefined;
  #notes: readonly string[] = [];
  #answers: readonly AnswerPair[] | undefined;
  #draft: Draft | undefined;
  #readings = 0;

  constructor(
    readonly uris: Pair<vscode.Uri>,
    private readonly services: Services,
  ) {
    const changed = (): void => this.#changes.fire(this.state);
    this.#work = new Work(services.reporter, changed, (busy) => this.#progress.fire(busy), translate);
    for (const uri of uris) this.#resources.add(watchFile(uri, () => void this.read()));
    this.#resources.add(toDisposable(() => this.#work.cancel()));
  }

  get state(): ComparisonState {
    const known = {
      problem: this.#problem,
      files: this.#files,
      askable: this.#folders !== undefined,
      notes: this.#notes,
      answers: this.#answers,
      draft: this.#draft ?? { input: '', options: '' },
      busy: this.#work.busy,
      error: this.#work.error,
    };
    return comparisonState(known, translate);
  }

  /** Reads both files. Never throws: what is wrong is shown. */
  async read(): Promise<void> {
    const reading = ++this.#readings;
    const known = await this.#readBoth();
    if (reading !== this.#readings) return;
    this.#answers = undefined;
    this.#problem = known.problem;
    this.#files = known.files;
    this.#folders = known.folders;
    this.#notes = known.notes;
    const labels = known.files?.map(({ contents }) => contents.metadata.labels).find(Boolean);
    if (known.files) this.#draft ??= { input: '', options: formatOptions(labels ?? []) };
    this.#changes.fire(this.state);
  }

  type(draft: Draft): void {
    this.#draft = draft;
  }

  /** Answers every line of `draft.input` with either file. */
  async ask(draft: Draft): Promise<void> {
    this.#draft = draft;
    const [files, folders] = [this.#files, this.#folders];
    const queries = draft.input.split('\n').map(trimText).filter(Boolean).slice(0, MOST_QUERIES);
    if (!files || !folders || queries.length === 0) return;
    const options = parseOptions(draft.options);
    await this.#work.run(
      vscode.l10n.t(
        queries.length === 1
          ? 'Answering a query with either file'
          : 'Answering {0} queries with either file',
        queries.length,
      ),
      async (context) => {
        const answers: AnswerPair[] = [];
        for (const [index, query] of queries.entries()) {
          const message = vscode.l10n.t('Query {0} of {1}', index + 1, queries.length);
          context.progress({ message, fraction: index / queries.length });
          const ask = (which: 0 | 1) =>
            this.#answer(files[which].path, folders[which], query, options, context);
          const pair = [await ask(0), await ask(1)] as const;
          answers.push({ query, answers: pair, alike: pair[0].prediction === pair[1].prediction });
        }
        if (this.#files === files) this.#answers = answers;
      },
    );
  }

  cancel(): void {
    this.#work.cancel();
  }

  dispose(): void {
    this.#resources.dispose();
  }

  async #answer(
    file: string,
    folder: string,
    input: string,
    options: readonly string[],
    { signal }: CallContext,
  ): Promise<AnswerPair['answers'][number]> {
    const { arms } = await this.services.engine.predict(
      { model: { folder }, file, input, ...(options.length > 0 && { options }) },
      { signal },
    );
    if (!arms.distilled)
      throw new UserError('internal', vscode.l10n.t('The engine gave no answer with the vectors.'));
    return arms.distilled;
  }

  async #readBoth(): Promise<ReadPair> {
    try {
      const [one, other] = this.uris;
      const files = await Promise.all([readForShowing(one), readForShowing(other)]);
      return { files, ...(await this.#foldersFor(files)) };
    } catch (error) {
      return { problem: this.services.reporter.sentence(error), notes: [] };
    }
  }

  /** The folders of the models that answer with either file, or the sentences that say why there are none. */
  async #foldersFor(files: Pair<SessionVectors>): Promise<Pick<ReadPair, 'folders' | 'notes'>> {
    if (this.uris.some(({ scheme }) => scheme !== 'file'))
      return { notes: [vscode.l10n.t('Queries need both files on this machine’s disk: copy them there.')] };
    try {
      const folderFor = async ({ contents }: SessionVectors): Promise<string> =>
        (await this.services.models.forVectors(contents.metadata)).folder;
      return { folders: [await folderFor(files[0]), await folderFor(files[1])], notes: [] };
    } catch (error) {
      const sentence = this.services.reporter.sentence(error);
      return { notes: sentence === undefined ? [] : [sentence] };
    }
  }
}
