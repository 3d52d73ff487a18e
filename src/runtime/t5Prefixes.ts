import type { Tensor } from './onnxruntime';
import type { Prefix } from '../mend/targetLm';
import { bytesOf } from './keysAndValues';

/** Embeddings `[length, width]` that the encoder has yet to read: what follows them goes into the encoder too. */
export class ForEncoder implements Prefix {
  constructor(
    readonly embeddings: Float32Array,
    readonly length: number,
  ) {}

  get bytes(): number {
    return this.embeddings.byteLength;
  }

  with(embeddings: Float32Array, length: number): ForEncoder {
    const both = new Float32Array(this.embeddings.length + embeddings.length);
    both.set(this.embeddings);
    both.set(embeddings, this.embeddings.length);
    return new ForEncoder(both, this.length + length);
  }
}

/** What the encoder read, and what the decoder read after it: what follows goes into the decoder. */
export class ForDecoder implements Prefix {
  constructor(
    readonly length: number,
    /** Keys and values of the encoder's states `[1, heads, states, headWidth]`, for each layer of the decoder. */
    readonly encoded: readonly Tensor[],
    readonly states: number,
    /** The decoder's own keys and values `[1, heads, positions, headWidth]`; undefined before it has read anything. */
    readonly past: readonly Tensor[] | undefined,
    /** Frees what was made for this prefix alone. */
    readonly release: () => void,
  ) {}

  get bytes(): number {
    return bytesOf(this.encoded) + bytesOf(this.past ?? []);
  }
}
