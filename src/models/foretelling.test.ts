import { describe, expect, it } from 'vitest';
import { foretelling } from './foretelling';
import { readManifest } from './readManifest';
import { tinyFolder } from './testing/tinyModel';

const tiny = await readManifest(tinyFolder('tiny-gpt2'));
const measured = (value: unknown) => foretelling({ ...tiny, quality: { foretelling: value } });

describe('foretelling', () => {
  it('reads what was measured', () => {
    expect(measured({ tasks: 35, kl: -0.12, agreement: 0.39 })).toEqual({ tasks: 35, kl: -0.12 });
  });

  it.each([undefined, null, 'much', {}, { tasks: 0, kl: 0 }, { tasks: 3, kl: 2 }, { tasks: '3', kl: 0 }])(
    'takes nothing for it that is none: %j',
    (value) => expect(measured(value)).toBeUndefined(),
  );

  it('knows nothing of a model that was not measured', () => {
    expect(foretelling({ ...tiny, quality: {} })).toBeUndefined();
  });
});
