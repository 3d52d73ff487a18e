import { availableParallelism, cpus, loadavg } from 'node:os';

/** What the figures depend on; printed before and after, since the load of the machine changes. */
export function printMachine(): void {
  const model = cpus()[0]?.model ?? 'unknown processor';
  console.log(`${model}, ${availableParallelism()} cores, Node ${process.version}; ${loadLine()}`);
}

export function printLoad(): void {
  console.log(`\nAfterwards: ${loadLine()}.`);
}

function loadLine(): string {
  return `load average ${loadavg()
    .map((load) => load.toFixed(2))
    .join(' ')}`;
}
