import type { Arm } from '../harness/alternate';
import { newClient } from './client';

/** From nothing to a child that listens, without a model. */
export function engineListens(): Arm {
  return {
    name: 'engine listens',
    run: async () => {
      const client = newClient();
      const start = performance.now();
      await client.restart();
      const milliseconds = performance.now() - start;
      await client.dispose();
      return milliseconds;
    },
  };
}
