import { basename } from 'node:path';
import { createOperations } from '../src/engine/operations';
import { readManifest } from '../src/models/readManifest';
import { main } from './harness/main';
import { number, printTable } from './harness/table';
import { outcomes, type Outcome, type Spending } from './pins/spending';
import { coloured, paired } from './pins/tables';

const TABLES = 10;

const beyondUsual = (rows: number): Spending => ({ vectors: 'usual', rows, beyondUsual: true });
const beside = (rows: number): Spending => ({ vectors: 'all', rows });

/** Whether demonstrations as text are worth their rows: the tables of docs/pinned.md. */
main('Pinned demonstrations', async ({ models }) => {
  const engine = createOperations({ providers: ['cpu'], threads: 1 });
  const usual = [0, 8, 16, 32].map(beyondUsual);
  for (const folder of models) {
    await printOutcomes(engine, folder, 'words with one of four colours', coloured, [
      ...usual,
      ...[40, 48, 64].map(beside),
    ]);
    await printOutcomes(engine, folder, 'words with a word of their own each', paired, usual);
  }
  await engine.dispose();
});

async function printOutcomes(
  engine: ReturnType<typeof createOperations>,
  folder: string,
  name: string,
  table: typeof coloured,
  spendings: readonly Spending[],
): Promise<void> {
  const { distiller } = await readManifest(folder);
  const all: (readonly Outcome[])[] = [];
  for (let seed = 1; seed <= TABLES; seed += 1)
    all.push(await outcomes(engine, folder, distiller, table(seed), spendings, seed));
  const mean = (way: number, of: keyof Outcome): number =>
    all.reduce((sum, one) => sum + (one[way]?.[of] ?? NaN), 0) / all.length;
  const tokens = number(mean(0, 'fullTokens'), 0);
  console.log(
    `\n${basename(folder)}: ${TABLES} tables of ${name}, accuracy; full ICL reads ${tokens} tokens\n`,
  );
  const arms = ['zeroShot', 'fullIcl', 'fewerShot', 'distilled', 'hybrid', 'anyPins'] as const;
  printTable([
    ['beside', 'rows', 'pinned', 'zero-shot', 'full ICL', 'fewer shots', 'distilled', 'hybrid', 'any pins'],
    ...spendings.map(({ vectors }, way) => [
      vectors === 'usual' ? 'usual vectors' : `${distiller.vectors} vectors`,
      number(mean(way, 'rows'), 1),
      number(mean(way, 'pinned'), 1),
      ...arms.map((arm) => number(mean(way, arm))),
    ]),
  ]);
}
