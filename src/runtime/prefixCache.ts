import { createHash } from 'node:crypto';
import { readBehind, type TokenPrefix } from '../mend/readBehind';
import type { Prefix, TargetLM, Vectors } from '../mend/targetLm';

/** 256 MB: dozens of prefixes of a small model, a few of GPT-2 large at a full window. */
export const defaultPrefixBytes = 256 * 2 ** 20;

/**
 * Prefixes of one target LM, kept by what was read, so that vectors and demonstrations are read once and answer many queries, and of demonstrations
 * that were changed since only the tokens from the first change on, where the model allows it. Holds at most `maxBytes`; the least recently used go
 * first. What is dropped is freed when no operation runs that may read it.
 */
export class PrefixCache {
  /** In order of last use, oldest first; without tokens where vectors were read. */
  private readonly entries = new Map<string, TokenPrefix>();
  private readonly building = new Map<string, Promise<TokenPrefix>>();
  /** No longer kept, and perhaps still read by an operation. */
  private readonly dropped = new Set<Prefix>();

  constructor(
    private readonly target: TargetLM,
    private readonly maxBytes: number = defaultPrefixBytes,
  ) {}

  get bytes(): number {
    return [...this.entries.values()].reduce((sum, { prefix }) => sum + prefix.bytes, 0);
  }

  ofVectors(vectors: Vectors, signal?: AbortSignal): Promise<Prefix> {
    const { data, count, width } = vectors;
    return this.get(`vectors ${count} ${width} ${digest(data)}`, [], () =>
      this.target.prefillVectors(vectors, signal),
    );
  }

  /** Exact mode: the prefix of the demonstrations themselves. No tokens give the empty prefix. */
  ofTokens(ids: readonly number[], signal?: AbortSignal): Promise<Prefix> {
    if (ids.length === 0) return Promise.resolve(this.target.empty);
    return this.get(`tokens ${digest(Uint32Array.from(ids))}`, ids, () => this.readTokens(ids, signal));
  }

  /** The same, but it is neither kept nor looked for as a whole, and it is the caller's to release. */
  readTokens(ids: readonly number[], signal?: AbortSignal): Promise<Prefix> {
    return readBehind(this.target, ids, [...this.entries.values()], signal);
  }

  clear(): void {
    for (const { prefix } of this.entries.values()) this.dropped.add(prefix);
    this.entries.clear();
  }

  /** Frees what was dropped. To be called when nobody reads it: between operations. */
  sweep(): void {
    for (const prefix of this.dropped) prefix.release?.();
    this.dropped.clear();
  }

  private async get(key: string, ids: readonly number[], build: () => Promise<Prefix>): Promise<Prefix> {
    let found = this.entries.get(key);
    // A call that is building the same may fail for its own reason (it was cancelled, this one was not).
    const building = this.building.get(key);
    if (!found && building) found = await building.catch(() => undefined);
    found ??= await this.make(key, ids, build);
    this.entries.delete(key);
    this.entries.set(key, found);
    this.evict();
    return found.prefix;
  }

  private async make(
    key: string,
    ids: readonly number[],
    build: () => Promise<Prefix>,
  ): Promise<TokenPrefix> {
    const made = build().then((prefix) => ({ ids, prefix }));
    this.building.set(key, made);
    try {
      return await made;
    } finally {
      this.building.delete(key);
    }
  }

  private evict(): void {
    let held = this.bytes;
    for (const [key, { prefix }] of this.entries) {
      if (held <= this.maxBytes) return;
      this.entries.delete(key);
      this.dropped.add(prefix);
      held -= prefix.bytes;
    }
  }
}

function digest(values: Float32Array | Uint32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex');
}
