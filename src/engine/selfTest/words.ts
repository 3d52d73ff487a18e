import { sentence, type Sentence } from '../../shared/sentence';
import type { EngineStatus } from '../methods';

/** What the engine computes on. */
export function describeProvider({ provider, runtime, node, skipped, models }: EngineStatus): Sentence {
  const dtype = models.at(-1)?.dtype ?? '';
  const computes = sentence(
    'ONNX Runtime {0} on {1}, {2}, Node {3}',
    runtime,
    provider,
    dtype,
    node.replace(/^v/, ''),
  );
  const passedOver = skipped.map((one) => one.provider).join(', ');
  return passedOver === '' ? computes : sentence('{0}, without {1}', computes, passedOver);
}
