import { describe, expect, it } from 'vitest';
import { DeviceOutputs } from './deviceOutputs';
import type { Tensor } from './onnxruntime';

/** A tensor that knows whether it was disposed. */
function fakeTensor(location: 'cpu' | 'gpu-buffer'): Tensor & { disposed: number } {
  const tensor = {
    disposed: 0,
    location: location as string,
    dispose() {
      tensor.disposed += 1;
      tensor.location = 'none';
    },
  };
  return tensor as unknown as Tensor & { disposed: number };
}

const kept = ['present.0.key', 'present.0.value'];

describe('DeviceOutputs', () => {
  it('are there for WebGPU alone, and where something is to be kept', () => {
    expect(DeviceOutputs.of('webgpu', kept)?.locations).toEqual({
      'present.0.key': 'gpu-buffer',
      'present.0.value': 'gpu-buffer',
    });
    expect(DeviceOutputs.of('cuda', kept)).toBeUndefined();
    expect(DeviceOutputs.of('webgpu', [])).toBeUndefined();
  });

  it('frees at once what nobody asked for, later what is given back, and at the end the rest', () => {
    const outputs = DeviceOutputs.of('webgpu', kept)!;
    const [logits, key, value, unasked] = [
      fakeTensor('cpu'),
      fakeTensor('gpu-buffer'),
      fakeTensor('gpu-buffer'),
      fakeTensor('gpu-buffer'),
    ];
    outputs.take({ logits, 'present.0.key': key, 'present.0.value': value }, ['logits', ...kept]);
    outputs.take({ 'present.0.key': unasked }, ['logits']);
    expect([logits, key, value, unasked].map(({ disposed }) => disposed)).toEqual([0, 0, 0, 1]);
    outputs.free([key, logits]);
    outputs.free([key]);
    expect([logits, key, value].map(({ disposed }) => disposed)).toEqual([0, 1, 0]);
    outputs.freeAll();
    expect([logits, key, value, unasked].map(({ disposed }) => disposed)).toEqual([0, 1, 1, 1]);
  });
});
