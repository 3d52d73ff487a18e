import type { ModelChoice } from '../../src/engine/methods';
import type { Arm } from '../harness/alternate';
import { newClient } from './client';

/** From nothing to a model that was loaded, checked and warmed up. */
export function engineLoaded(model: ModelChoice): Arm {
  return {
    name: 'engine with model',
    run: async () => {
      const client = newClient();
      const start = performance.now();
      await client.load({ model });
      const milliseconds = performance.now() - start;
      await client.dispose();
      return milliseconds;
    },
  };
}
