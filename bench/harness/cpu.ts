import { readFileSync } from 'node:fs';

/** Clock ticks a second that Linux counts processor time in (USER_HZ, the same on every common platform). */
const TICKS = 100;

/** Processor seconds of this process so far, all its threads together. */
export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Processor seconds of the child processes that have ended, in steps of 10 ms; NaN where the system does not tell. */
export function childCpuSeconds(): number {
  try {
    // Fields 16 and 17 of proc(5), counted behind the name, which may hold spaces.
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[13]) + Number(fields[14])) / TICKS;
  } catch {
    return NaN;
  }
}
