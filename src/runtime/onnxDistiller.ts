import type { Anchors } from '../mend/anchors';
import type { Distiller, ReadBefore, Reading } from '../mend/targetLm';
import type { Manifest } from '../models/manifest';
import { bytesOf, firstPositions, named } from './keysAndValues';
import type { Tensor } from './onnxruntime';
import type { Session } from './session';
import { float32, floats, int64 } from './tensors';

/** Keys and values `[1, heads, tokens, width of a head]`, layer by layer. */
class KvReading implements Reading {
  constructor(readonly past: readonly Tensor[]) {}

  get bytes(): number {
    return bytesOf(this.past);
  }
}

/** The distiller over the graph of a model folder. */
export class OnnxDistiller implements Distiller {
  readonly count: number;
  readonly width: number;
  readonly anchors: Anchors;
  readonly leastRatio: number | undefined;
  readonly readOn: Distiller['readOn'];
  /** Inputs that take what was read before; none where the graph has none: a T5's, and any that was exported before there were such. */
  private readonly pastNames: readonly string[];
  private readonly presentNames: readonly string[];
  private readonly nothing: KvReading;

  constructor(
    private readonly session: Session,
    distiller: Manifest['distiller'],
  ) {
    this.count = distiller.vectors;
    this.width = distiller.width;
    this.anchors = distiller.anchors;
    this.leastRatio = distiller.leastRatio;
    const past = session.inputs.filter(({ name }) => name.startsWith(PAST));
    this.pastNames = past.map(({ name }) => name);
    this.presentNames = this.pastNames.map((name) => name.replace(PAST, 'present.'));
    this.nothing = new KvReading(past.map(({ shape }) => noPosition(shape)));
    // A GPU reads a block in less time than its keys and values take from there to the CPU and back.
    if (past.length > 0 && !session.onGpu) this.readOn = (...all) => this.goOn(...all);
  }

  async run(
    ids: readonly number[],
    positions: readonly number[],
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    const output = await this.session.run(this.feeds(ids, positions, this.nothing.past), [VECTORS], signal);
    return floats(output(VECTORS));
  }

  private async goOn(
    ids: readonly number[],
    positions: readonly number[],
    before: ReadBefore | undefined,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly data: Float32Array; readonly reading: Reading }> {
    const past = before
      ? own(before.reading).past.map((tensor) => firstPositions(tensor, before.tokens))
      : this.nothing.past;
    const feeds = this.feeds(ids, positions, past);
    const output = await this.session.run(feeds, [VECTORS, ...this.presentNames], signal);
    return { data: floats(output(VECTORS)), reading: new KvReading(this.presentNames.map(output)) };
  }

  private feeds(
    ids: readonly number[],
    positions: readonly number[],
    past: readonly Tensor[],
  ): Record<string, Tensor> {
    const dims = [1, ids.length];
    const mask = ids.map(() => 1);
    return {
      input_ids: int64(ids, dims),
      attention_mask: int64(mask, dims),
      placeholder_positions: int64(positions, [1, positions.length]),
      ...named(this.pastNames, past),
    };
  }
}

const PAST = 'past_key_values.';
const VECTORS = 'distilled_vectors';

/** Keys or values of no position, for an input `[batch, heads, positions, width of a head]`. */
function noPosition([, heads, , headWidth]: readonly (number | string)[]): Tensor {
  if (typeof heads !== 'number' || typeof headWidth !== 'number')
    throw new TypeError('the distiller graph does not say the shape of its keys and values');
  return float32(new Float32Array(0), [1, heads, 0, headWidth]);
}

function own(reading: Reading): KvReading {
  if (reading instanceof KvReading) return reading;
  throw new TypeError('this reading was made by another distiller');
}
