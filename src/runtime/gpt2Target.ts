import type { Tensor } from './onnxruntime';
import { anyLong, optionLogProbs } from '../mend/optionLogProbs';
import type { Extended, Prefix, Scored, Vectors } from '../mend/targetLm';
import type { TargetInfo } from '../models/manifest';
import { bytesOf, emptyKv, firstPositions, kvNames, named } from './keysAndValues';
import type { LoadedTarget } from './loadedTarget';
import type { Session } from './session';
import { float32, floats, int64, perRow, range } from './tensors';
import type { Rows, TokenEmbedder } from './tokenEmbedder';

/** Key and value tensors `[1, heads, length, width / heads]`, layer by layer. */
class KvPrefix implements Prefix {
  constructor(
    readonly length: number,
    readonly past: readonly Tensor[],
    readonly release: () => void,
  ) {}

  get bytes(): number {
    return bytesOf(this.past);
  }
}

/** The target LM over the graphs of a model folder of family `gpt2`: prefix, query and answer are one text. */
export class Gpt2Target implements LoadedTarget {
  readonly contextTokens: number;
  readonly oneText = true;
  readonly empty: KvPrefix;
  private readonly pastNames: readonly string[];
  private readonly presentNames: readonly string[];

  constructor(
    private readonly embedder: TokenEmbedder,
    private readonly decoder: Session,
    { contextTokens, layers, heads, width }: TargetInfo,
  ) {
    this.contextTokens = contextTokens;
    this.pastNames = kvNames('past_key_values', layers);
    this.presentNames = kvNames('present', layers);
    this.empty = new KvPrefix(0, emptyKv(layers, heads, width / heads), () => undefined);
  }

  embeddings(ids: readonly number[]): Promise<Float32Array> {
    return this.embedder.row(ids);
  }

  async prefillTokens(ids: readonly number[], signal?: AbortSignal): Promise<Prefix> {
    const rows = await this.embedder.rows([ids], signal);
    return this.behind(this.empty, ids.length, await this.run(this.empty, rows, [], true, signal));
  }

  cut(prefix: Prefix, length: number): Prefix | undefined {
    const { past } = own(prefix);
    if (past.some(({ location }) => location === 'gpu-buffer')) return undefined;
    return new KvPrefix(
      length,
      past.map((tensor) => firstPositions(tensor, length)),
      () => undefined,
    );
  }

  async prefillVectors({ data, count, width }: Vectors, signal?: AbortSignal): Promise<Prefix> {
    const rows = { embeds: float32(data, [1, count, width]), lengths: [count], width: count };
    return this.behind(this.empty, count, await this.run(this.empty, rows, [], true, signal));
  }

  async extend(prefix: Prefix, ids: readonly number[], signal?: AbortSignal): Promise<Extended> {
    const before = own(prefix);
    const rows = await this.embedder.rows([ids], signal);
    const output = await this.run(before, rows, [ids.length - 1], true, signal);
    return { prefix: this.behind(before, ids.length, output), next: floats(output('logits')) };
  }

  /** The query is run once, and the options of several tokens continue together over the prefix extended by it. */
  async score(
    prefix: Prefix,
    query: readonly number[],
    options: readonly (readonly number[])[],
    signal?: AbortSignal,
  ): Promise<Scored> {
    const before = own(prefix);
    const rows = await this.embedder.rows([query], signal);
    const output = await this.run(before, rows, [query.length - 1], anyLong(options), signal);
    const next = floats(output('logits'));
    const logProbs = await optionLogProbs(next, options, async (ids) => {
      const longer = await this.embedder.rows(ids, signal);
      const after = this.behind(before, query.length, output);
      try {
        const continued = await this.run(after, longer, range(longer.width), false, signal);
        return { data: floats(continued('logits')), width: longer.width };
      } finally {
        after.release();
      }
    });
    return { next, optionLogProbs: logProbs };
  }

  /** One run of the decoder; logits of the positions `asked`, the same in every row. A GPU computes one at least. */
  private run(
    { past, length }: KvPrefix,
    { embeds, lengths, width }: Rows,
    asked: readonly number[],
    keep: boolean,
    signal: AbortSignal | undefined,
  ): Promise<(name: string) => Tensor> {
    const mask = lengths.flatMap((row) => range(length + width).map((at) => (at < length + row ? 1 : 0)));
    const positions = asked.length > 0 || !this.decoder.onGpu ? asked : [width - 1];
    const feeds = {
      inputs_embeds: embeds,
      attention_mask: int64(mask, [lengths.length, length + width]),
      position_ids: perRow(range(width, length), lengths.length),
      logits_index: perRow(positions, lengths.length),
      ...named(this.pastNames, past),
    };
    const outputs = [...(asked.length > 0 ? ['logits'] : []), ...(keep ? this.presentNames : [])];
    return this.decoder.run(feeds, outputs, signal);
  }

  private behind(before: KvPrefix, added: number, output: (name: string) => Tensor): KvPrefix {
    const present = this.presentNames.map(output);
    return new KvPrefix(before.length + added, present, () => this.decoder.free(present));
  }
}

function own(prefix: Prefix): KvPrefix {
  if (prefix instanceof KvPrefix) return prefix;
  throw new TypeError('this prefix was made by another target LM');
}
