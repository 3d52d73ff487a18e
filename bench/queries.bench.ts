import { alternate, type Samples } from './harness/alternate';
import { main } from './harness/main';
import type { BenchOptions } from './harness/options';
import { number, printExpectation, printSamples, ratio } from './harness/table';
import { compress } from './queries/compress';
import { fullIcl } from './queries/fullIcl';
import { prefill } from './queries/prefill';
import { createSetting, type Setting } from './queries/setting';
import { warmDistilled } from './queries/warmDistilled';
import { warmExact } from './queries/warmExact';
import { zeroShot } from './queries/zeroShot';

/** What a query costs with each kind of prefix, and what making the vectors costs. */
main('Queries', async (options) => {
  for (const model of options.models) await bench(await createSetting(model, options), options);
});

async function bench(setting: Setting, { rounds }: BenchOptions): Promise<void> {
  describe(setting);
  const arms = [warmDistilled, warmExact, fullIcl, zeroShot].map((arm) => arm(setting));
  const queries = await alternate(arms, { rounds });
  printSamples(`One warm query, all options scored, ${rounds} rounds`, queries, 'full ICL');
  const compressing = await alternate([compress(setting), prefill(setting)], { rounds });
  printSamples(
    `Compressing against reading the demonstrations once, ${rounds} rounds`,
    compressing,
    'full-ICL prefill',
  );
  console.log('');
  const times = (name: string): readonly number[] => timesOf(queries, name);
  printExpectation('distilled / exact KV', ratio(times('distilled, cached KV'), times('exact KV')), 1);
  printExpectation('distilled / full ICL', ratio(times('distilled, cached KV'), times('full ICL')), 0.2);
  await setting.model.dispose();
}

function describe({ model, demonstrations, used, tokens, distilled, exact }: Setting): void {
  const { id } = model.manifest;
  console.log(
    `\n${id} (${model.dtype}, ${model.provider}); ${demonstrations.length} demonstrations, ${used} within the budget, ${tokens.length} tokens; ` +
      `${distilled.length} vectors`,
  );
  const kilobytes = (bytes: number): string => `${number(bytes / 1024, 0)} KiB`;
  console.log(
    `Memory of the prefix: ${kilobytes(distilled.bytes)} distilled, ${kilobytes(exact.bytes)} exact`,
  );
}

function timesOf(samples: readonly Samples[], name: string): readonly number[] {
  return samples.find((sample) => sample.name === name)?.milliseconds ?? [];
}
