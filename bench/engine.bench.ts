import { bareNode } from './engine/bareNode';
import { engineListens } from './engine/engineListens';
import { engineLoaded } from './engine/engineLoaded';
import { printMemory } from './engine/memory';
import { alternate } from './harness/alternate';
import { childCpuSeconds } from './harness/cpu';
import { main } from './harness/main';
import type { BenchOptions } from './harness/options';
import { printSamples } from './harness/table';
import { readTask } from './harness/task';

/** How long the engine takes to start, and how much memory it takes. */
main('Engine', async (options) => {
  for (const folder of options.models) await bench(folder, options);
});

async function bench(folder: string, options: BenchOptions): Promise<void> {
  const { rounds, dtype } = options;
  const model = { folder, ...(dtype && { dtype }) };
  console.log(`\nModel ${folder}`);
  const arms = [bareNode(), engineListens(), engineLoaded(model)];
  const samples = await alternate(arms, { rounds, warmUp: 1, cpuSeconds: childCpuSeconds });
  printSamples(`Start of the engine, a new process each time, ${rounds} rounds`, samples, 'bare Node child');
  await printMemory(model, readTask(options));
}
