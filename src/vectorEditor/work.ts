import type { Reporter } from '../editor/reporter';
import type { Busy } from './protocol';
import type { CallContext } from '../engine/methods';
import { inWords, sentence, type Translate } from '../shared/sentence';

/** What one editor has running: one thing at a time, apart from what the panel and other editors do, with its progress and its failure. */
export class Work {
  #running: AbortController | undefined;
  #busy: Busy | undefined;
  #error: string | undefined;

  /**
   * @param changed something began or ended
   * @param progressed what runs has come further
   * @param translate default: English
   */
  constructor(
    private readonly reporter: Pick<Reporter, 'sentence'>,
    private readonly changed: () => void,
    private readonly progressed: (busy: Busy) => void,
    private readonly translate?: Translate,
  ) {}

  get busy(): Busy | undefined {
    return this.#busy;
  }

  /** One sentence about what last failed. */
  get error(): string | undefined {
    return this.#error;
  }

  /** Does nothing while something runs: whoever shows it offers to cancel that. */
  async run(title: string, work: (context: CallContext) => Promise<void>): Promise<void> {
    if (this.#running) return;
    const controller = new AbortController();
    this.#running = controller;
    this.#busy = { title, message: inWords(sentence('Starting'), this.translate) };
    this.#error = undefined;
    this.changed();
    try {
      const progress: CallContext['progress'] = ({ message, fraction }) => {
        this.#busy = { title, message, ...(fraction !== undefined && { fraction }) };
        this.progressed(this.#busy);
      };
      await work({ signal: controller.signal, progress });
    } catch (error) {
      this.#error = this.reporter.sentence(error);
    } finally {
      this.#running = undefined;
      this.#busy = undefined;
      this.changed();
    }
  }

  cancel(): void {
    this.#running?.abort();
  }
}
