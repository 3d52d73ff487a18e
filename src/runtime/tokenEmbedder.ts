import type { Tensor } from './onnxruntime';
import type { Session } from './session';
import { floats, int64 } from './tensors';

/** Rows of embeddings for one run, padded on the right to the longest. */
export interface Rows {
  /** `[rows, width, width of the model]` */
  readonly embeds: Tensor;
  readonly lengths: readonly number[];
  readonly width: number;
}

/** Token embeddings over the graph of a model folder. */
export class TokenEmbedder {
  constructor(private readonly session: Session) {}

  async rows(ids: readonly (readonly number[])[], signal?: AbortSignal): Promise<Rows> {
    const lengths = ids.map((row) => row.length);
    const width = Math.max(...lengths);
    const padded = ids.flatMap((row) => [...row, ...new Array<number>(width - row.length).fill(0)]);
    const output = await this.session.run(
      { input_ids: int64(padded, [ids.length, width]) },
      ['inputs_embeds'],
      signal,
    );
    return { embeds: output('inputs_embeds'), lengths, width };
  }

  /** Embeddings of one row of token ids (at least one), `[ids, width of the model]`. */
  async row(ids: readonly number[], signal?: AbortSignal): Promise<Float32Array> {
    return floats((await this.rows([ids], signal)).embeds);
  }
}
