import type { EngineStatus } from '../methods';

/** What the engine computes on. */
export function describeProvider({ provider, runtime, node, skipped, models }: EngineStatus): string {
  const [model] = models.slice(-1);
  const passedOver = skipped.map((one) => one.provider).join(', ');
  return [
    `ONNX Runtime ${runtime} on ${provider}`,
    ...(model ? [model.dtype] : []),
    `Node ${node.replace(/^v/, '')}`,
    ...(passedOver === '' ? [] : [`without ${passedOver}`]),
  ].join(', ');
}
