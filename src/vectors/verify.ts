import type { Template } from '../mend/template';
import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import { templateJson } from './metadata';
import type { VectorFile } from './vectorFile';

/** What a model folder expects of vectors it can answer with. */
export interface VectorExpectation {
  readonly family: string;
  readonly targetId: string;
  readonly targetHash: string;
  /** sha256 of `tokenizer.json`, hexadecimal. */
  readonly tokenizerHash: string;
  readonly width: number;
  readonly template: Template;
}

/**
 * Refuses vectors that were made for another target LM, tokenizer or template. The distiller does not matter: it is not needed to predict.
 * @throws UserError `vectorMismatch`, naming what the file has and what the model has.
 */
export function verifyVectorFile(file: VectorFile, expectation: VectorExpectation, path: string): void {
  const { metadata } = file;
  const pairs: readonly (readonly [string, string, string])[] = [
    ['family', metadata.family, expectation.family],
    ['target LM', metadata.targetId, expectation.targetId],
    ['target LM weights', metadata.targetHash, expectation.targetHash],
    ['tokenizer', metadata.tokenizerHash, expectation.tokenizerHash],
    ['width', String(file.width), String(expectation.width)],
    ['template', templateJson(metadata.template), templateJson(expectation.template)],
  ];
  const different = pairs.find(([, has, wants]) => has !== wants);
  if (!different) return;
  const [what, has, wants] = different;
  throw new UserError(
    'vectorMismatch',
    sentence(
      '{0} was made for the {1} {2}, but the model here has {3}: choose the model it was made for, or distil again.',
      path,
      what,
      shown(has),
      shown(wants),
    ),
  );
}

/** Enough of a hash to tell two apart in a sentence. */
const shown = (value: string): string => (/^[0-9a-f]{32,}$/.test(value) ? `${value.slice(0, 16)}…` : value);
