import type { T5TargetInfo } from '../models/manifest';
import { kvNames } from './keysAndValues';
import type { Session } from './session';
import { Encoded, ForDecoder, type ForEncoder } from './t5Prefixes';
import { float32, int64 } from './tensors';

/** The encoder of a T5, over the graph of a model folder. */
export class T5Encoder {
  private readonly names: readonly string[];

  /** `end`: embedding of the end token, which the encoder reads last. */
  constructor(
    private readonly session: Session,
    private readonly end: Float32Array,
    { layers }: T5TargetInfo,
  ) {
    this.names = kvNames('present', layers, 'encoder.');
  }

  /** Reads embeddings and the end token, which is not counted. */
  async read(prefix: ForEncoder, signal?: AbortSignal): Promise<ForDecoder> {
    const states = prefix.length + 1;
    const { embeddings } = prefix.with(this.end, 1);
    const feeds = {
      inputs_embeds: float32(embeddings, [1, states, this.end.length]),
      attention_mask: int64(new Array<number>(states).fill(1), [1, states]),
    };
    const output = await this.session.run(feeds, this.names, signal);
    const tensors = this.names.map(output);
    return new ForDecoder(prefix.length, new Encoded(tensors, states, () => this.session.free(tensors)));
  }
}
