import type { OperationsOptions } from './operations';

/** What the host tells its child about providers that earlier children died of, as environment variables. */
export function avoiding(avoided: ReadonlyMap<string, string>): NodeJS.ProcessEnv {
  if (avoided.size === 0) return {};
  return { MEND_AVOID: JSON.stringify([...avoided].map(([provider, reason]) => ({ provider, reason }))) };
}

/**
 * What the host sets for its child by environment variables: `MEND_PROVIDER`, the execution provider to try before the CPU, `MEND_THREADS`, the
 * threads of one operation, and `MEND_AVOID` as `avoiding` gives it. What makes no sense counts as not set.
 */
export function workerOptions(env: NodeJS.ProcessEnv): OperationsOptions {
  const { MEND_PROVIDER: provider, MEND_THREADS: threads, MEND_AVOID: avoid } = env;
  const avoided = avoidedOf(avoid);
  return {
    ...(provider && { providers: [...new Set([provider, 'cpu'])] }),
    ...(threads && /^[1-9]\d{0,2}$/.test(threads) && { threads: Number(threads) }),
    ...(avoided.length > 0 && { avoided }),
  };
}

function avoidedOf(text: string | undefined): NonNullable<OperationsOptions['avoided']> {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? value.filter(isSkipped) : [];
  } catch {
    return [];
  }
}

function isSkipped(value: unknown): value is { readonly provider: string; readonly reason: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'provider' in value &&
    'reason' in value &&
    typeof value.provider === 'string' &&
    typeof value.reason === 'string' &&
    value.provider !== 'cpu'
  );
}
