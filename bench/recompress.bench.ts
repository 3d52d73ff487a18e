import { alternate } from './harness/alternate';
import { main } from './harness/main';
import type { BenchOptions } from './harness/options';
import { printSamples } from './harness/table';
import { createSetting, type Setting } from './queries/setting';
import { changes, read, redistil } from './recompress/arms';

/** What is saved where most of a block was read before. */
main('Compressing again', async (options) => {
  for (const model of options.models) await bench(await createSetting(model, options), options);
});

async function bench(setting: Setting, { rounds }: BenchOptions): Promise<void> {
  const { model, used, tokens } = setting;
  console.log(
    `\n${model.manifest.id} (${model.dtype}, ${model.provider}); ${used} demonstrations within the budget, ${tokens.length} tokens`,
  );
  if (!model.distiller.readOn) console.log('Its distiller reads everything every time.');
  const whole = 'the same, anew';
  const distilling = await alternate(redistil(setting, changes(used), whole), { rounds });
  printSamples(`Distilling after a change, ${rounds} rounds`, distilling, whole);
  const reading = await alternate(read(setting, changes(used), whole), { rounds });
  printSamples(`The target LM's reading after a change, ${rounds} rounds`, reading, whole);
  await model.dispose();
}
