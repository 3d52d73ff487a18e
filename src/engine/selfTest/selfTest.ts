import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sentence } from '../../shared/sentence';
import type { CallContext, Engine, ModelChoice } from '../methods';
import { answers, compresses, intactModel, loads, noConnection, readsBack, vectorsCarry } from './checks';
import { type Seen, type Step, StepFailure, Steps } from './steps';

export interface SelfTestResult {
  readonly ok: boolean;
  readonly steps: readonly Step[];
  /** Of everything. */
  readonly milliseconds: number;
}

/**
 * Runs the whole path on an embedded model: compresses a built-in example, writes the vector file to a temporary folder, reads it, answers with it,
 * and checks that the engine's process began nothing on the network from before the model was loaded to the end.
 *
 * @param engine a fresh one: what another has loaded would not be watched being loaded
 * @throws UserError `cancelled` alone; every other failure is in the result
 */
export async function selfTest(
  engine: Engine,
  model: ModelChoice,
  context: CallContext,
  clock: () => number = () => performance.now(),
): Promise<SelfTestResult> {
  const start = clock();
  const steps = new Steps(clock);
  const folder = await mkdtemp(join(tmpdir(), 'mend-self-test-'));
  try {
    await runSteps(steps, { engine, model, file: join(folder, 'example.mend.safetensors'), context });
    await steps.run(sentence('Nothing is left behind'), () => cleared(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { ok: steps.ok, steps: steps.all, milliseconds: clock() - start };
}

async function runSteps(steps: Steps, bench: Parameters<typeof loads>[0]): Promise<void> {
  const { engine, context } = bench;
  await steps.run(sentence('The network is watched'), async () => {
    await engine.networkUse({}, context);
    return { value: true, detail: sentence('from before the model is loaded') };
  });
  await steps.run(sentence('The embedded model is intact'), () => intactModel(bench));
  await steps.run(sentence('The engine loads it'), () => loads(bench));
  const written = await steps.run(sentence('Demonstrations are compressed'), () => compresses(bench));
  if (written) await steps.run(sentence('The vector file is read back'), () => readsBack(bench, written));
  const right = await steps.run(sentence('Queries are answered in three ways'), () => answers(bench));
  if (right)
    await steps.run(sentence('The vectors carry the demonstrations'), () => vectorsCarry(bench, right));
  await steps.run(sentence('No connection was opened'), async () =>
    noConnection(await engine.networkUse({}, context)),
  );
}

/** @throws StepFailure where the engine left more than the one file */
async function cleared(folder: string): Promise<Seen<true>> {
  const strays = (await readdir(folder)).filter((name) => name !== 'example.mend.safetensors');
  if (strays.length > 0)
    throw new StepFailure(sentence('The engine left {0} beside the vector file.', strays.join(', ')));
  await rm(folder, { recursive: true });
  return { value: true, detail: sentence('the temporary folder held the vector file alone, and is gone') };
}
