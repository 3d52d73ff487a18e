import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inputFields, onnxModel, varint } from '../testing/onnxGraph';
import { tinyModelFolder } from '../testing/tinyModel';
import { onnxInputs } from './onnxInputs';

const inputsOf = (bytes: Uint8Array) =>
  onnxInputs((start, length) => Promise.resolve(bytes.subarray(start, start + length)), bytes.length);

describe('onnxInputs', () => {
  it.each(['decoder_model_merged.onnx', 'decoder_model_merged_quantized.onnx'])(
    'reads our own %s',
    async (name) => {
      const inputs = await inputsOf(await readFile(join(tinyModelFolder, name)));
      expect(inputs.slice(0, 4).sort()).toEqual([
        'attention_mask',
        'inputs_embeds',
        'logits_index',
        'position_ids',
      ]);
      expect(inputs).toContain('past_key_values.1.value');
    },
  );

  it('steps over weights of any size without reading them', async () => {
    const huge = 5 * 2 ** 30;
    const inputs = inputFields(['input_ids', 'attention_mask']);
    const weight = Buffer.concat([Buffer.from([0x2a]), varint(huge)]);
    const start = Buffer.concat([Buffer.from([0x3a]), varint(weight.length + huge + inputs.length), weight]);
    // A file of which only the two ends exist.
    let read = 0;
    const part = (at: number, length: number): Promise<Uint8Array> => {
      read += length;
      const beyond = at - start.length - huge;
      return Promise.resolve(
        beyond < 0 ? start.subarray(at, at + length) : inputs.subarray(beyond, beyond + length),
      );
    };
    expect(await onnxInputs(part, start.length + huge + inputs.length)).toEqual([
      'input_ids',
      'attention_mask',
    ]);
    expect(read).toBeLessThan(2 ** 20);
  });

  it.each<[string, Uint8Array]>([
    ['text', Buffer.from('<!DOCTYPE html>')],
    ['nothing', Buffer.of()],
    [
      'a pointer of large file storage',
      Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00'),
    ],
    ['half a model', onnxModel(['a']).subarray(0, 100)],
    ['zeros', Buffer.alloc(100)],
  ])('refuses %s', async (_, bytes) => {
    await expect(inputsOf(bytes)).rejects.toThrow();
  });
});
