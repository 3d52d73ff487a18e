import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfCancelled } from '../../mend/cancel';
import { UserError } from '../../shared/errors';
import { saying } from '../../shared/calls';
import { sentence } from '../../shared/sentence';
import type { ModelChoice, NearestToken } from '../methods';
import { modelFor, type Operation } from './parts';
import { readVectorsFor } from './vectorFiles';

interface Params {
  readonly model: ModelChoice;
  readonly file: string;
  readonly count: number;
}

/** Cosine of `vector` to each row of `table`, `[rows, vector.length]`. */
function cosines(vector: Float32Array, table: Float32Array): Float32Array {
  const width = vector.length;
  const length = Math.hypot(...vector);
  return Float32Array.from({ length: table.length / width }, (_, row) => {
    let dot = 0;
    let square = 0;
    for (let at = 0, start = row * width; at < width; at++) {
      const value = table[start + at] ?? 0;
      dot += value * (vector[at] ?? 0);
      square += value * value;
    }
    return square > 0 && length > 0 ? dot / (Math.sqrt(square) * length) : 0;
  });
}

/** The vocabulary entries closest to each vector by cosine, closest first; of equals, the lower id. */
export const nearestTokens: Operation<Params, readonly (readonly NearestToken[])[]> = async (
  parts,
  params,
  context,
) => {
  if (!Number.isInteger(params.count) || params.count < 1) {
    throw new UserError(
      'badInput',
      sentence('The number of tokens asked for is {0}: it must be a whole number from 1.', params.count),
    );
  }
  const model = await modelFor(parts, params.model, context);
  const vectors = await readVectorsFor(model, params.file);
  context.progress(saying(sentence('Comparing with the vocabulary')));
  const { vocabulary } = model.manifest.target;
  const table = await model.embeddings(Array.from({ length: vocabulary }, (_, id) => id));
  const nearest: NearestToken[][] = [];
  for (let row = 0; row < vectors.count; row++) {
    // Lets a cancel come through between vectors: with a large vocabulary they take seconds together.
    await nextTurn();
    throwIfCancelled(context.signal);
    const similar = cosines(vectors.data.subarray(row * vectors.width, (row + 1) * vectors.width), table);
    const order = Array.from(similar.keys()).sort((a, b) => (similar[b] ?? 0) - (similar[a] ?? 0) || a - b);
    nearest.push(
      order
        .slice(0, params.count)
        .map((id) => ({ token: model.codec.tokenizer.decode([id]), cosine: similar[id] ?? 0 })),
    );
    context.progress(saying(sentence('Comparing with the vocabulary'), (row + 1) / vectors.count));
  }
  return nearest;
};
