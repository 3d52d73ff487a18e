import type { Manifest } from './manifest';

/** The engine keeps float32, whatever the weights are. */
const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** What the engine keeps of a prefix between queries. */
export interface KeptPrefix {
  /** Keys and values, or, where the model's encoder reads prefix and query together, the embeddings alone. */
  readonly what: 'keysAndValues' | 'embeddings';
  readonly bytes: number;
}

/**
 * Memory that a prefix of `length` vectors or tokens takes while it answers queries, from the shapes in the manifest: keys and values
 * `[heads, positions, width of a head]` of every layer of a GPT-2, or of a T5's encoder as its decoder's layers see it, which reads the end token
 * too.
 */
export function keptPrefix({ family, target }: Manifest, length: number): KeptPrefix {
  if (family === 'gpt2')
    return { what: 'keysAndValues', bytes: 2 * target.layers * target.width * length * BYTES };
  if (target.queryIn === 'encoder') return { what: 'embeddings', bytes: target.width * length * BYTES };
  const perPosition = 2 * target.layers * target.heads * target.headWidth * BYTES;
  return { what: 'keysAndValues', bytes: perPosition * (length + 1) };
}
