import type { Tensor } from './onnxruntime';
import { anyLong, optionLogProbs } from '../mend/optionLogProbs';
import type { Extended, Prefix, Scored, Vectors } from '../mend/targetLm';
import type { T5TargetInfo } from '../models/manifest';
import { emptyKv, kvNames, named } from './keysAndValues';
import type { LoadedTarget } from './loadedTarget';
import type { Session } from './session';
import { T5Encoder } from './t5Encoder';
import { ForDecoder, ForEncoder } from './t5Prefixes';
import { floats, int64, perRow, range } from './tensors';
import type { Rows, TokenEmbedder } from './tokenEmbedder';

/** What a T5 runs on. */
export interface T5Sessions {
  readonly embedder: TokenEmbedder;
  readonly encoder: Session;
  readonly decoder: Session;
}

const nothing = new ForEncoder(new Float32Array(0), 0);

/**
 * The target LM over the graphs of a model folder of family `t5`. The encoder reads the prefix. The query goes to the half that `queryIn`
 * names (docs/model-folder.md, "Where a T5 reads what"): behind a prefix that the decoder has to go on from, or behind the embeddings of
 * one that the encoder has yet to read.
 */
export class T5Target implements LoadedTarget {
  readonly contextTokens: number;
  readonly oneText: boolean;
  private readonly pastNames: readonly string[];
  private readonly presentNames: readonly string[];
  private readonly encodedNames: readonly string[];
  private readonly unread: readonly Tensor[];

  private constructor(
    private readonly sessions: T5Sessions,
    private readonly encoder: T5Encoder,
    private readonly target: T5TargetInfo,
    readonly empty: Prefix,
  ) {
    const { contextTokens, layers, heads, headWidth } = target;
    this.contextTokens = contextTokens;
    this.oneText = target.queryIn === 'encoder';
    this.pastNames = kvNames('past_key_values', layers, 'decoder.');
    this.presentNames = kvNames('present', layers, 'decoder.');
    this.encodedNames = kvNames('past_key_values', layers, 'encoder.');
    this.unread = emptyKv(layers, heads, headWidth);
  }

  /** Runs the encoder once where zero-shot answers need what it makes of nothing. */
  static async open(sessions: T5Sessions, target: T5TargetInfo): Promise<T5Target> {
    const end = await sessions.embedder.row([target.endToken]);
    const encoder = new T5Encoder(sessions.encoder, end, target);
    const empty = target.queryIn === 'decoder' ? await encoder.read(nothing) : nothing;
    return new T5Target(sessions, encoder, target, empty);
  }

  embeddings(ids: readonly number[]): Promise<Float32Array> {
    return this.sessions.embedder.row(ids);
  }

  async prefillTokens(ids: readonly number[], signal?: AbortSignal): Promise<Prefix> {
    return this.prefill(await this.sessions.embedder.row(ids, signal), ids.length, signal);
  }

  async prefillVectors({ data, count }: Vectors, signal?: AbortSignal): Promise<Prefix> {
    return this.prefill(data, count, signal);
  }

  async extend(prefix: Prefix, ids: readonly number[], signal?: AbortSignal): Promise<Extended> {
    const { next, after } = await this.read(prefix, ids, true, signal);
    return { prefix: after, next };
  }

  /** The query is read once, and the options of several tokens continue together over the prefix extended by it. */
  async score(
    prefix: Prefix,
    query: readonly number[],
    options: readonly (readonly number[])[],
    signal?: AbortSignal,
  ): Promise<Scored> {
    const { next, after } = await this.read(prefix, query, anyLong(options), signal);
    try {
      const logProbs = await optionLogProbs(next, options, async (ids) => {
        const rows = await this.sessions.embedder.rows(ids, signal);
        const output = await this.decode(after, rows, range(rows.width), false, signal);
        return { data: floats(output('logits')), width: rows.width };
      });
      return { next, optionLogProbs: logProbs };
    } finally {
      after.release();
    }
  }

  private async prefill(embeddings: Float32Array, length: number, signal?: AbortSignal): Promise<Prefix> {
    const prefix = nothing.with(embeddings, length);
    return this.target.queryIn === 'decoder' ? this.encoder.read(prefix, signal) : prefix;
  }

  /** Reads tokens with the half whose turn it is. `after` is what to go on from; without `keep` only to be released. */
  private async read(
    prefix: Prefix,
    ids: readonly number[],
    keep: boolean,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly next: Float32Array; readonly after: ForDecoder }> {
    const { embedder } = this.sessions;
    const encodes = prefix instanceof ForEncoder;
    const before = encodes
      ? await this.encoder.read(prefix.with(await embedder.row(ids, signal), ids.length), signal)
      : ofDecoder(prefix);
    try {
      const left = encodes ? [] : ids;
      const rows = await embedder.rows([before.past ? left : [this.target.startToken, ...left]], signal);
      const output = await this.decode(before, rows, [rows.width - 1], keep, signal);
      const present = keep ? this.presentNames.map(output) : [];
      const free = (): void => this.sessions.decoder.free(present);
      const after = new ForDecoder(before.length + left.length, before.encoded, present, free);
      return { next: floats(output('logits')), after };
    } finally {
      // What the encoder made of this query is only read on behind it.
      if (encodes) before.release();
    }
  }

  /** One run of the decoder; logits of the positions `asked`, the same in every row. Padding, on the right, changes nothing before it. */
  private decode(
    { encoded, past = this.unread }: ForDecoder,
    { embeds, lengths }: Rows,
    asked: readonly number[],
    keep: boolean,
    signal: AbortSignal | undefined,
  ): Promise<(name: string) => Tensor> {
    const feeds = {
      inputs_embeds: embeds,
      encoder_attention_mask: int64(new Array<number>(encoded.states).fill(1), [1, encoded.states]),
      logits_index: perRow(asked, lengths.length),
      ...named(this.encodedNames, encoded.tensors),
      ...named(this.pastNames, past),
    };
    return this.sessions.decoder.run(feeds, ['logits', ...(keep ? this.presentNames : [])], signal);
  }
}

function ofDecoder(prefix: Prefix): ForDecoder {
  if (prefix instanceof ForDecoder) return prefix;
  throw new TypeError('this prefix was made by another target LM');
}
