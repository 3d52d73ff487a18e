import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import { importedDistiller } from '../metadata';
import { taskOf } from '../peft';
import type { VectorFile } from '../vectorFile';
import type { VectorExpectation } from '../verify';
import { readPeftAdapter } from './peftAdapter';

/** What `dtype` in the metadata says of each type of numbers. */
const DTYPES = { F32: 'fp32', F16: 'fp16', BF16: 'bf16' } as const;

/**
 * Reads the folder of a PEFT prompt-tuning adapter as vectors of a model. That the adapter was made for this very target LM cannot be seen in
 * it: only its task and its width are checked.
 * @param model what the vectors are for
 * @param toolVersion version of what reads it
 * @throws UserError `fileSystem`, `badVectorFile` if it is damaged, `vectorMismatch` if it cannot fit the model.
 */
export async function importAdapter(
  folder: string,
  model: VectorExpectation,
  toolVersion: string,
): Promise<VectorFile> {
  const { task, vectors, count, width, type, hash } = await readPeftAdapter(folder);
  const { family, targetId, targetHash, tokenizerHash, template } = model;
  const mismatch = (what: string, has: string, wants: string): UserError =>
    new UserError(
      'vectorMismatch',
      sentence(
        '{0} was made for the {1} {2}, but {3} has {4}: choose another model or adapter.',
        folder,
        what,
        has,
        targetId,
        wants,
      ),
    );
  if (task !== taskOf(family)) throw mismatch('task', task, taskOf(family));
  if (width !== model.width) throw mismatch('width', String(width), String(model.width));
  const metadata = {
    family,
    targetId,
    targetHash,
    tokenizerHash,
    template,
    distillerId: importedDistiller,
    distillerHash: hash,
    dtype: DTYPES[type],
    demonstrations: 0,
    demonstrationsUsed: 0,
    demonstrationsCut: 0,
    demonstrationTokens: 0,
    demonstrationSha256: [],
    created: new Date().toISOString(),
    toolVersion,
    licence: 'unknown',
  };
  return { metadata, vectors, count, width };
}
