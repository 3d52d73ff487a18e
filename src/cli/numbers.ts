import { type Arguments, optional, UsageError } from './command';

/** `--vectors N`: how many vectors to write; undefined where it is not given. */
export function vectorCount(args: Arguments): number | undefined {
  const value = optional(args, 'vectors');
  if (value === undefined) return undefined;
  if (!/^[1-9]\d{0,5}$/.test(value))
    throw new UsageError(`--vectors takes a number from 1 on, not ${JSON.stringify(value)}`);
  return Number(value);
}

/** `--pin 3,7`: numbers of demonstrations, counted from 1, as indices; undefined where it is not given. */
export function pinnedIndices(args: Arguments): readonly number[] | undefined {
  const value = optional(args, 'pin');
  if (value === undefined) return undefined;
  if (!/^[1-9]\d{0,5}(,[1-9]\d{0,5})*$/.test(value))
    throw new UsageError(`--pin takes numbers of demonstrations, such as 3,7, not ${JSON.stringify(value)}`);
  return value.split(',').map((number) => Number(number) - 1);
}

/** Both, as the engine's methods take them. */
export function hybridParams(args: Arguments): { vectors?: number; pinned?: readonly number[] } {
  const vectors = vectorCount(args);
  const pinned = pinnedIndices(args);
  return { ...(vectors !== undefined && { vectors }), ...(pinned && { pinned }) };
}

/** The options they are read from. */
export const hybridOptions = { vectors: { type: 'string' }, pin: { type: 'string' } } as const;
