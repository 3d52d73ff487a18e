import type { VectorExpectation } from '../vectors';
import type { Manifest } from './manifest';

/** What a model expects of vectors it can answer with. */
export function expectationOf({ family, target, template, files }: Manifest): VectorExpectation {
  return {
    family,
    targetId: target.id,
    targetHash: target.hash,
    tokenizerHash: files.find((file) => file.path === 'tokenizer.json')?.sha256 ?? '',
    width: target.width,
    template,
  };
}
