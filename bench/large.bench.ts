import { basename } from 'node:path';
import { main } from './harness/main';
import type { BenchOptions } from './harness/options';
import { printTable } from './harness/table';
import { readTask } from './harness/task';
import { HEADINGS, measure } from './large/measure';
import { builtModels } from './large/models';

/** How long large models take to load and to answer, and how much memory their process takes for it. */
main('Large models', async (options: BenchOptions) => {
  const folders = options.chosen ? options.models : await builtModels(options.shapes);
  const task = readTask(options);
  const rows: string[][] = [];
  for (const folder of folders) {
    console.log(`\nModel ${basename(folder)}`);
    const model = { folder, ...(options.dtype && { dtype: options.dtype }) };
    rows.push(await measure(model, task, options.provider));
  }
  console.log('');
  printTable([[...HEADINGS], ...rows]);
});
