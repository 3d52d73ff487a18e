import { arch, availableParallelism, cpus, platform } from 'node:os';

/** What computes here, for reports: `linux x64, 2 cores, Intel(R) Xeon(R) …`. */
export function describeMachine(): string {
  const cores = availableParallelism();
  const name = cpus()[0]?.model.trim().replace(/\s+/g, ' ') ?? '';
  return [
    `${platform()} ${arch()}`,
    cores === 1 ? '1 core' : `${cores} cores`,
    ...(name === '' ? [] : [name]),
  ].join(', ');
}
