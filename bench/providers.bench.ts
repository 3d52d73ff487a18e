import { main } from './harness/main';
import { markdownRow, HEADINGS, compare } from './providers/compare';

/** What a GPU provider gains over the CPU, and how far its numbers are from the CPU's: the rows of the table in docs/gpu.md. */
main('Providers', async (options) => {
  if (options.provider === 'cpu')
    throw new Error('Name the provider to compare with the CPU: npm run bench -- providers --provider cuda');
  const rows: string[][] = [];
  for (const folder of options.models) rows.push(await compare(folder, options));
  console.log('');
  for (const row of [HEADINGS, HEADINGS.map(() => '---'), ...rows]) console.log(markdownRow(row));
});
