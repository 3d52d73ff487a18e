import type { InferenceSession, Tensor } from './onnxruntime';

/**
 * The outputs of one session that stay on the device. The binding knows this for WebGPU alone; CUDA, DirectML and Core ML give every output to
 * the CPU (docs/gpu.md says how that was found out).
 *
 * What is on the device is freed when the tensor is disposed, and hardly ever by the garbage collector, which sees nothing of its size. A
 * tensor must not outlive its session, whose memory it is. And such a session gives all its outputs or none.
 */
export class DeviceOutputs {
  readonly locations: Readonly<Record<string, 'gpu-buffer'>>;
  readonly #alive = new Set<Tensor>();

  private constructor(kept: readonly string[]) {
    this.locations = Object.fromEntries(kept.map((name) => [name, 'gpu-buffer']));
  }

  /** Undefined where nothing stays. */
  static of(provider: string, kept: readonly string[]): DeviceOutputs | undefined {
    return provider === 'webgpu' && kept.length > 0 ? new DeviceOutputs(kept) : undefined;
  }

  /** Takes note of the outputs of a run, and frees those that nobody asked for. */
  take(results: InferenceSession.OnnxValueMapType, asked: readonly string[]): void {
    for (const [name, tensor] of Object.entries(results)) {
      if (tensor.location !== 'gpu-buffer') continue;
      if (asked.includes(name)) this.#alive.add(tensor);
      else tensor.dispose();
    }
  }

  free(tensors: readonly Tensor[]): void {
    for (const tensor of tensors) if (this.#alive.delete(tensor)) tensor.dispose();
  }

  freeAll(): void {
    this.free([...this.#alive]);
  }
}
