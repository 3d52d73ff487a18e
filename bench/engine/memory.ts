import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineClient } from '../../src/engine/client';
import type { ModelChoice } from '../../src/engine/methods';
import { number, printTable } from '../harness/table';
import type { Task } from '../harness/task';
import { bareNodeMemory } from './bareNode';
import { newClient } from './client';

/** Prints the child's resident memory after each step of a working session. */
export async function printMemory(model: ModelChoice, { demonstrations, queries }: Task): Promise<void> {
  const bare = await bareNodeMemory();
  const rows = [memoryRow('bare Node child', bare, bare)];
  const folder = await mkdtemp(join(tmpdir(), 'mend-bench-'));
  const file = join(folder, 'bench.mend.safetensors');
  const client = newClient();
  const note = (name: string): void => {
    rows.push(memoryRow(name, memoryOf(client), bare));
  };
  try {
    await client.load({ model });
    note('model loaded');
    await client.compress({ model, demonstrations, file });
    note('after compressing');
    for (const { input, options } of queries)
      await client.predict({ model, file, input, options, demonstrations });
    note(`after ${queries.length} predictions, all arms`);
    rows.push(memoryRow('peak', client.memory?.peak ?? NaN, bare));
  } finally {
    await client.dispose();
    await rm(folder, { recursive: true, force: true });
  }
  console.log('\nResident memory of the child\n');
  printTable([['', 'MiB', '/ bare Node'], ...rows]);
}

function memoryOf(client: EngineClient): number {
  return client.memory?.resident ?? NaN;
}

function memoryRow(name: string, bytes: number, bare: number): string[] {
  return [name, number(bytes / 2 ** 20, 1), number(bytes / bare)];
}
