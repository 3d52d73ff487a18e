import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** Large weights take seconds to read; larger pieces than the default of 64 kB take fewer of them. */
const pieceBytes = 1 << 20;

/** SHA-256 of a file, in hexadecimal; `onBytes` is told how many more bytes were read. Rejects as `node:fs` does, also when `signal` is aborted. */
export async function hashFile(
  path: string,
  signal?: AbortSignal,
  onBytes?: (count: number) => void,
): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, {
    highWaterMark: pieceBytes,
    ...(signal && { signal }),
  })) {
    hash.update(chunk as Buffer);
    onBytes?.((chunk as Buffer).length);
  }
  return hash.digest('hex');
}
