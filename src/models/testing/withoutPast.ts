import { createHash } from 'node:crypto';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyOfTinyModel, editManifest } from './tinyModel';

/** A copy of the tiny GPT-2 as it was exported before distillers could go on from what they had read: other graph, same weights. */
export async function tinyModelWithoutPast(): Promise<Awaited<ReturnType<typeof copyOfTinyModel>>> {
  const copy = await copyOfTinyModel();
  const graph = join(__dirname, '../../../test/fixtures/no-past/distiller.onnx');
  await copyFile(graph, join(copy.folder, 'distiller.onnx'));
  const bytes = await readFile(graph);
  await editManifest(copy.folder, (manifest) => {
    const files = manifest['files'] as { path: string; bytes: number; sha256: string }[];
    const entry = files.find(({ path }) => path === 'distiller.onnx');
    if (!entry) throw new Error('the tiny model lists no distiller.onnx');
    entry.bytes = bytes.length;
    entry.sha256 = createHash('sha256').update(bytes).digest('hex');
  });
  return copy;
}
