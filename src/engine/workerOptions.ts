import type { OperationsOptions } from './operations';

/**
 * What the host sets for its child by environment variables: `MEND_PROVIDER`, the execution provider to try before the CPU, and
 * `MEND_THREADS`, the threads of one operation. What makes no sense counts as not set.
 */
export function workerOptions(env: NodeJS.ProcessEnv): OperationsOptions {
  const { MEND_PROVIDER: provider, MEND_THREADS: threads } = env;
  return {
    ...(provider && { providers: [...new Set([provider, 'cpu'])] }),
    ...(threads && /^[1-9]\d{0,2}$/.test(threads) && { threads: Number(threads) }),
  };
}
