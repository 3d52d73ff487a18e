import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { encodeNpy } from '../../src/vectors/export/npy';
import { encodePeftAdapter } from '../../src/vectors/export/peftAdapter';
import { encodeTorchFile } from '../../src/vectors/export/torchFile';
import { exampleMetadata } from '../../src/vectors/testing/exampleFile';
import type { VectorFile } from '../../src/vectors/vectorFile';

/** Three vectors as wide as the tiny models; `training/tests/test_peft_export.py` computes the same. */
const [count, width] = [3, 32];
const vectors = Float32Array.from({ length: count * width }, (_, index) => (((index * 37) % 101) - 50) / 64);
const file = (family: string): VectorFile => ({
  metadata: { ...exampleMetadata, family, targetId: `tiny-${family}-target` },
  vectors,
  count,
  width,
});

/** With `MEND_WRITE_GOLDEN` set, what is exported becomes the golden file: look at the difference, and run the Python test. */
function check(name: string, bytes: Uint8Array): void {
  const path = join(__dirname, name);
  if (process.env['MEND_WRITE_GOLDEN']) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  expect(Buffer.from(bytes)).toEqual(readFileSync(path));
}

it.each(['gpt2', 't5'])('exports the adapter of a %s that PEFT is tested with', (family) => {
  const adapter = encodePeftAdapter(file(family), `tiny-${family}-target`);
  expect([...adapter.keys()]).toEqual(['adapter_config.json', 'adapter_model.safetensors']);
  for (const [name, bytes] of adapter) check(`peft-${family}/${name}`, bytes);
});

it('exports the array that NumPy is tested with', () => check('vectors.npy', encodeNpy(file('gpt2'))));

it('exports the tensor that PyTorch is tested with', () =>
  check('vectors.pt', encodeTorchFile(file('gpt2'))));
