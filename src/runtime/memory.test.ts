import { describe, expect, it } from 'vitest';
import type { Manifest } from '../models/manifest';
import { readManifest } from '../models/readManifest';
import { tinyFolder, tinyModels } from '../models/testing/tinyModel';
import { availableMemory, checkMemory, filesToLoad, weightBytes } from './memory';

const file = (path: string, bytes: number) => ({ path, bytes, sha256: '' });

function manifestOf(dtypes: object, files: readonly ReturnType<typeof file>[], parameters = 0): Manifest {
  const sized = { parameters };
  return { name: 'A model', dtypes, files, target: sized, distiller: sized } as unknown as Manifest;
}

const graphs = (ending: string) => ({
  embedTokens: `embed_tokens${ending}.onnx`,
  decoder: `onnx/decoder_model_merged${ending}.onnx`,
  distiller: `distiller${ending}.onnx`,
});

const both = manifestOf({ fp32: graphs(''), int8: graphs('_quantized') }, [
  file('config.json', 1e6),
  file('onnx/decoder_model_merged.onnx', 1e3),
  file('model.safetensors', 500e6),
  file('distiller.safetensors', 100e6),
  file('onnx/decoder_model_merged_quantized.onnx', 2e6),
  file('decoder_model_merged_quantized.onnx_data', 300e6),
  file('embeddings_quantized.bin', 40e6),
]);

describe('weightBytes', () => {
  it('tells the files of dtypes apart by the endings of their graphs', () => {
    expect(weightBytes(both, 'fp32')).toBe(600e6 + 1e3);
    expect(weightBytes(both, 'int8')).toBe(342e6);
  });

  it('counts what float16 becomes when it is widened', () => {
    const { dtypes, files } = both;
    expect(weightBytes(manifestOf(dtypes, files, 120e6), 'fp32')).toBe(2 * 120e6 * 4);
    expect(weightBytes(manifestOf(dtypes, files, 120e6), 'int8')).toBe(342e6);
  });

  it('counts shared weights where graphs with an ending have none of their own', () => {
    const dtype = { fp32: graphs(''), int8: graphs('_fp16') };
    const files = [file('model.safetensors', 9e6), file('onnx/decoder_model_merged_fp16.onnx', 1e3)];
    expect(weightBytes(manifestOf(dtype, files), 'int8')).toBe(9e6 + 1e3);
  });

  it.each(tinyModels)('finds the weights of %s', async (name) => {
    const manifest = await readManifest(tinyFolder(name));
    const parameters = manifest.target.parameters! + manifest.distiller.parameters!;
    expect(weightBytes(manifest, 'fp32')).toBeGreaterThanOrEqual(parameters * 4);
    if (!manifest.dtypes.int8) return;
    expect(weightBytes(manifest, 'int8')).toBeGreaterThanOrEqual(parameters);
    expect(weightBytes(manifest, 'int8')).toBeLessThan(weightBytes(manifest, 'fp32'));
  });
});

describe('filesToLoad', () => {
  it('leaves out what only other dtypes need', () => {
    const paths = (dtype: 'fp32' | 'int8') => filesToLoad(both, dtype).map(({ path }) => path);
    expect(paths('int8')).toEqual([
      'config.json',
      'onnx/decoder_model_merged_quantized.onnx',
      'decoder_model_merged_quantized.onnx_data',
      'embeddings_quantized.bin',
    ]);
    expect(paths('fp32')).toEqual([
      'config.json',
      'onnx/decoder_model_merged.onnx',
      'model.safetensors',
      'distiller.safetensors',
    ]);
  });

  it('takes the graphs of fp32 for fp16 along', () => {
    const dtypes = { fp16: graphs('_fp16'), fp32: graphs('') };
    const files = ['tokenizer.json', 'model.safetensors', 'distiller.onnx', 'distiller_fp16.onnx'];
    const manifest = manifestOf(
      dtypes,
      files.map((path) => file(path, 1)),
    );
    expect(filesToLoad(manifest, 'fp16').map(({ path }) => path)).toEqual(files);
  });
});

describe('checkMemory', () => {
  it('lets pass what fits, and says what does not', () => {
    expect(() => checkMemory(both, 'fp32', 'cpu', 2e9)).not.toThrow();
    expect(() => checkMemory(both, 'fp32', 'cpu', 900e6)).toThrow(
      'A model needs about 980 MB of memory as fp32, and 900 MB are free: close other programs, or choose a smaller model.',
    );
  });

  it('asks for less where a GPU takes the weights', () => {
    expect(() => checkMemory(both, 'fp32', 'cuda', 900e6)).not.toThrow();
    expect(() => checkMemory(both, 'fp32', 'cuda', 700e6)).toThrow('needs about 800 MB');
  });

  it('knows what this machine has left', () => {
    expect(availableMemory()).toBeGreaterThan(100e6);
  });
});
