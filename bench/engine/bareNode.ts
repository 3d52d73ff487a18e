import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Arm } from '../harness/alternate';
import { root } from '../harness/options';

const SCRIPT = `${root}/bench/engine/bareNode.mjs`;

/** Forks a child that only says hello: the floor under the start of any engine. */
export function bareNode(): Arm {
  return {
    name: 'bare Node child',
    run: async () => {
      const start = performance.now();
      const child = fork(SCRIPT, [], { execArgv: [] });
      await once(child, 'message');
      const milliseconds = performance.now() - start;
      child.kill();
      await once(child, 'close');
      return milliseconds;
    },
  };
}

/** Resident memory of such a child, in bytes. */
export async function bareNodeMemory(): Promise<number> {
  const child = fork(SCRIPT, [], { execArgv: [] });
  const [resident] = (await once(child, 'message')) as [number];
  child.kill();
  await once(child, 'close');
  return resident;
}
