import type { Dtype } from '../src/models/manifest';
import { readManifest } from '../src/models/readManifest';
import { main } from './harness/main';
import { printTable } from './harness/table';
import { readTask } from './harness/task';
import { HEADINGS, measure } from './large/measure';
import { builtModels } from './large/models';

/** How long large models take to load and to answer, and how much memory their process takes for it. */
main('Large models', async (options) => {
  const folders = options.chosen ? options.models : builtModels(options.shapes);
  const task = readTask(options);
  const rows: string[][] = [];
  for (const folder of folders) {
    const { dtypes } = await readManifest(folder);
    // fp16 brings fp32 along, for processors: they are the same weights.
    const those = (Object.keys(dtypes) as Dtype[]).filter((dtype) => !(dtype === 'fp32' && dtypes.fp16));
    for (const dtype of options.dtype ? [options.dtype] : those) {
      console.log(`\n${folder} ${dtype}`);
      rows.push(await measure({ folder, dtype }, task, options.provider));
    }
  }
  console.log('');
  printTable([HEADINGS, ...rows]);
});
