import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { throwIfCancelled } from '../../mend/cancel';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import { failedWrite } from '../../vectors/atomicWrite';
import type { ModelFile } from '../manifest';
import { makeFolder } from './staging';

export interface CheckedWrite {
  readonly signal?: AbortSignal | undefined;
  readonly onBytes: (count: number) => void;
}

/**
 * Writes a file of a model into a folder, out of a stream, no further than the size it should have.
 * @param origin names where the bytes come from in errors
 * @throws UserError `badModel` if size or SHA-256 differ or the stream breaks, `fileSystem` if it cannot be written, `cancelled`
 */
export async function writeChecked(
  bytes: AsyncIterable<Uint8Array>,
  folder: string,
  file: ModelFile,
  origin: string,
  { signal, onBytes }: CheckedWrite,
): Promise<void> {
  const path = join(folder, file.path);
  const failed = failedWrite(path);
  await makeFolder(dirname(path));
  const target = await open(path, 'wx').catch(failed);
  const hash = createHash('sha256');
  let have = 0;
  try {
    for await (const chunk of readable(bytes, file, origin)) {
      throwIfCancelled(signal);
      have += chunk.length;
      if (have > file.bytes) break;
      hash.update(chunk);
      await target.appendFile(chunk).catch(failed);
      onBytes(chunk.length);
    }
    await target.sync().catch(failed);
  } finally {
    await target.close();
  }
  if (have === file.bytes && hash.digest('hex') === file.sha256) return;
  const what = have > file.bytes ? 'longer than' : have < file.bytes ? 'shorter than' : 'not what';
  throw new UserError(
    'badModel',
    sentence('{0} in {1} is {2} its mend.json says: get the model again.', file.path, origin, what),
  );
}

/** Passes the stream on, with failures to read it as sentences. */
async function* readable(
  bytes: AsyncIterable<Uint8Array>,
  { path }: ModelFile,
  origin: string,
): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(
      'badModel',
      sentence('{0} in {1} cannot be read ({2}): get the model again.', path, origin, why),
      {
        cause,
      },
    );
  }
}
