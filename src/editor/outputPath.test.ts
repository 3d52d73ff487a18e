import { describe, expect, it } from 'vitest';
import { outputPath } from './outputPath';

describe('outputPath', () => {
  it('is beside the document by default', () => {
    expect(outputPath('/w/data/reviews.jsonl', '', '/w')).toBe('/w/data/reviews.jsonl.mend.safetensors');
    expect(outputPath('/w/data/reviews.jsonl', '  ', undefined)).toBe(
      '/w/data/reviews.jsonl.mend.safetensors',
    );
  });

  it('is in the folder of the setting, which may be relative to the workspace', () => {
    expect(outputPath('/w/data/a.md', '/vectors', '/w')).toBe('/vectors/a.md.mend.safetensors');
    expect(outputPath('/w/data/a.md', 'out/vectors', '/w')).toBe('/w/out/vectors/a.md.mend.safetensors');
    expect(outputPath('/w/data/a.md', '../vectors', undefined)).toBe('/w/vectors/a.md.mend.safetensors');
  });
});
