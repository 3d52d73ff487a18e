import { basename } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { main } from './harness/main';
import { number, printTable } from './harness/table';
import { measurePreview } from './preview/measure';
import { longTask } from './preview/queries';

const QUERIES = 10_000;

/** How long the preview takes for ten thousand queries in all four ways, and what memory. What its page takes, test/e2e/preview.test.ts prints. */
main('Preview of predictions', async ({ models, dtype }) => {
  // The collector is asked before memory is read.
  setFlagsFromString('--expose-gc');
  globalThis.gc = runInNewContext('gc') as typeof globalThis.gc;
  const task = longTask(QUERIES);
  const rows: string[][] = [];
  for (const folder of models) {
    const model = { folder, ...(dtype && { dtype }) };
    const { firstRow, firstHundred, allRows, summary, engine, host } = await measurePreview(model, task);
    rows.push([
      basename(folder),
      number(firstRow, 0),
      number(firstHundred, 0),
      number(allRows / 1000, 1),
      number((1000 * (QUERIES - 1)) / (allRows - firstRow), 1),
      number(summary - allRows, 0),
      ...[engine.loaded, engine.peak, host].map((bytes) => number(bytes / 2 ** 20, 1)),
    ]);
  }
  console.log(`\n${QUERIES} queries, zero-shot, full ICL, fewer shots and distilled each\n`);
  const header = ['', 'first row ms', '100 rows ms', 'all s', 'rows/s', 'summary ms'];
  printTable([[...header, 'engine MiB', 'its peak', 'extension MiB'], ...rows]);
});
