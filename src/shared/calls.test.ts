import { expect, it } from 'vitest';
import { saying, translated } from './calls';
import { sentence, type Translate } from './sentence';

const german: Translate = (template, ...values) =>
  (template === 'Reading {0} vectors' ? '{0} Vektoren werden gelesen' : template).replace(
    '{0}',
    String(values[0]),
  );

it('says in English how far a call has come, and in another language where it is asked for', () => {
  const report = saying(sentence('Reading {0} vectors', 3), 0.5);
  expect(report).toMatchObject({ message: 'Reading 3 vectors', fraction: 0.5 });
  expect(translated(report, german)).toMatchObject({ message: '3 Vektoren werden gelesen', fraction: 0.5 });
});

it('leaves alone what cannot be translated, and a part of the result as it is', () => {
  expect(translated({ message: 'as it is' }, german)).toEqual({ message: 'as it is' });
  const partial = { index: 1 };
  expect(translated({ ...saying(sentence('Looking')), partial }, german).partial).toBe(partial);
});
