import { createHash } from 'node:crypto';
import type { TokenReport } from '../../engine/methods';
import type { UsableModel } from '../../models/findModels';
import { DisposableStore, type Disposable } from '../../shared/disposable';
import { Emitter, type Event } from '../../shared/emitter';
import type { HashedBlock } from '../freshness/documentBlocks';
import type { Services } from '../services';
import type { Storage } from '../session';
import type { ChosenModel } from './chosenModel';
import { RecentReports } from './recentReports';

/** Milliseconds from the last request until they are counted together. */
const PAUSE = 300;

/** Counting more by itself would hold up what the user asks of the engine. */
const MOST_CHARACTERS = 500_000;

/**
 * The tokens of blocks as the chosen model reads them. Counts by itself only where the engine runs already, and remembers what was counted, also
 * over a restart: opening a document starts nothing.
 */
export class TokenCounts implements Disposable {
  readonly #resources = new DisposableStore();
  readonly #changes = this.#resources.add(new Emitter<undefined>());
  readonly onDidChange: Event<undefined> = this.#changes.event;
  readonly #reports: RecentReports;
  readonly #waiting = new Map<string, { readonly block: HashedBlock; readonly model: UsableModel }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly services: Pick<Services, 'engine' | 'session' | 'reporter'>,
    private readonly chosen: ChosenModel,
    storage: Storage,
  ) {
    this.#reports = new RecentReports(storage);
  }

  /** What is known of a block. Asks for it where that costs little; `onDidChange` tells when it came. */
  async get(block: HashedBlock): Promise<TokenReport | undefined> {
    const model = await this.chosen.get();
    if (!model) return undefined;
    const key = keyOf(model, block);
    const known = this.#reports.get(key);
    if (known || this.services.engine.state !== 'running' || isLarge(block)) return known;
    this.#waiting.set(key, { block, model });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#countWaiting(), PAUSE);
    return undefined;
  }

  /** Counts now, starting the engine. Undefined where no model is chosen. @throws UserError */
  async count(block: HashedBlock, signal?: AbortSignal): Promise<TokenReport | undefined> {
    const model = await this.chosen.get();
    if (!model) return undefined;
    const key = keyOf(model, block);
    const report = this.#reports.get(key) ?? (await this.#ask(block, model, signal));
    this.#reports.add(key, report);
    this.#changes.fire(undefined);
    return report;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#resources.dispose();
  }

  async #countWaiting(): Promise<void> {
    const { engine, session, reporter } = this.services;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const [key, { block, model }] of waiting) {
      // Whoever waits for the engine comes first; the next look at the document asks again.
      if (session.state.busy || engine.state !== 'running') return;
      try {
        this.#reports.add(key, await this.#ask(block, model));
        this.#changes.fire(undefined);
      } catch (error) {
        reporter.log.warn(`Counting tokens: ${String(error)}`);
      }
    }
  }

  #ask({ block }: HashedBlock, { folder }: UsableModel, signal?: AbortSignal): Promise<TokenReport> {
    const params = { model: { folder }, demonstrations: block.demonstrations };
    return this.services.engine.countTokens(params, { ...(signal && { signal }) });
  }
}

function isLarge({ block }: HashedBlock): boolean {
  return block.end - block.start > MOST_CHARACTERS;
}

/** The same for what is tokenized alike: texts, tokenizer, template and limits. */
function keyOf({ manifest }: UsableModel, { hashes }: HashedBlock): string {
  const tokenizer = manifest.files.find(({ path }) => path === 'tokenizer.json')?.sha256;
  const read = JSON.stringify([tokenizer, manifest.template, manifest.limits, hashes]);
  return createHash('sha256').update(read).digest('hex');
}
