import { throwIfCancelled } from './cancel';
import { ask, type Answered, type Probe } from './probes';
import type { Prefix, TargetLM } from './targetLm';

/** Asks probes over prefixes. */
export class Survey {
  constructor(
    private readonly target: TargetLM,
    private readonly probes: readonly Probe[],
    private readonly task: { release(prefix: Prefix): void },
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** Answers the probes with these indices, and releases the prefix. */
  async over(prefix: Prefix, indices: readonly number[]): Promise<readonly Answered[]> {
    const answers: Answered[] = [];
    try {
      for (const probe of indices.flatMap((index) => this.probes[index] ?? [])) {
        throwIfCancelled(this.signal);
        answers.push(await ask(this.target, prefix, probe, this.signal));
      }
    } finally {
      this.task.release(prefix);
    }
    return answers;
  }

  /** For each index asked: its log-probability `before`, less that over another prefix. */
  async changes(
    before: readonly Answered[],
    prefix: () => Promise<Prefix>,
    indices: readonly number[],
  ): Promise<readonly number[]> {
    throwIfCancelled(this.signal);
    const now = await this.over(await prefix(), indices);
    return indices.map((index, at) => (before[index]?.logProb ?? 0) - (now[at]?.logProb ?? 0));
  }
}
