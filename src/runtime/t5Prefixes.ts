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

/** What the encoder made of a text, and whoever reads it: it is freed when the last is done with it. */
export class Encoded {
  #readers = 0;

  constructor(
    /** Keys and values of the encoder's states `[1, heads, states, headWidth]`, for each layer of the decoder. */
    readonly tensors: readonly Tensor[],
    readonly states: number,
    private readonly free: () => void,
  ) {}

  /** One more reads it. @returns what ends that; again does no harm */
  read(): () => void {
    let isReading = true;
    this.#readers += 1;
    return () => {
      if (!isReading) return;
      isReading = false;
      this.#readers -= 1;
      if (this.#readers === 0) this.free();
    };
  }
}

/** What the encoder read, and what the decoder read after it: what follows goes into the decoder. */
export class ForDecoder implements Prefix {
  readonly release: () => void;

  constructor(
    readonly length: number,
    readonly encoded: Encoded,
    /** The decoder's own keys and values `[1, heads, positions, headWidth]`; undefined before it has read anything. */
    readonly past?: readonly Tensor[],
    /** Frees them. */
    freePast: () => void = () => undefined,
  ) {
    const done = encoded.read();
    this.release = () => {
      freePast();
      done();
    };
  }

  get bytes(): number {
    return bytesOf(this.encoded.tensors) + bytesOf(this.past ?? []);
  }
}
