import { activation } from './activation/probe';
import { alternate } from './harness/alternate';
import { childCpuSeconds } from './harness/cpu';
import { main } from './harness/main';
import { root } from './harness/options';
import { median } from './harness/statistics';
import { printExpectation, printSamples } from './harness/table';

/** What opening VS Code pays for the extension: loading its bundle and `activate()`, with a stand-in for the editor's side. */
main('Activation', async ({ rounds }) => {
  const arms = [
    activation('this extension', `${root}/dist/extension.js`),
    activation('empty extension', `${root}/bench/activation/emptyExtension.cjs`),
  ];
  const samples = await alternate(arms, { rounds, warmUp: 2, cpuSeconds: childCpuSeconds });
  printSamples(`Load and activate, a new process each time, ${rounds} rounds`, samples, 'empty extension');
  console.log('');
  printExpectation('milliseconds to activate', median(samples[0]?.milliseconds ?? []), 50);
});
