import type { Anchors } from '../mend/anchors';
import type { Distiller } from '../mend/targetLm';
import type { Manifest } from '../models/manifest';
import type { Session } from './session';
import { floats, int64 } from './tensors';

/** The distiller over the graph of a model folder. */
export class OnnxDistiller implements Distiller {
  readonly count: number;
  readonly width: number;
  readonly anchors: Anchors;
  readonly leastRatio: number | undefined;

  constructor(
    private readonly session: Session,
    distiller: Manifest['distiller'],
  ) {
    this.count = distiller.vectors;
    this.width = distiller.width;
    this.anchors = distiller.anchors;
    this.leastRatio = distiller.leastRatio;
  }

  async run(
    ids: readonly number[],
    positions: readonly number[],
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    const dims = [1, ids.length];
    const mask = ids.map(() => 1);
    const feeds = {
      input_ids: int64(ids, dims),
      attention_mask: int64(mask, dims),
      placeholder_positions: int64(positions, [1, positions.length]),
    };
    const output = await this.session.run(feeds, ['distilled_vectors'], signal);
    return floats(output('distilled_vectors'));
  }
}
