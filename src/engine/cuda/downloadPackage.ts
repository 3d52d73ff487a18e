import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { reason } from '../../models/hub/hubFailure';
import { readBody } from '../../models/hub/readBody';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import { formatBytes } from '../../shared/formatBytes';
import { failedWrite } from '../../vectors/atomicWrite';
import { type FeedOptions, type FoundPackage, refused, request } from './feed';

/**
 * Downloads a package into a file that does not exist, and checks its size and, where the feed publishes one, its hash.
 * @param onBytes told how many more came
 * @throws UserError `network`, `fileSystem` or `cancelled`; what is in the file then is of no use
 */
export async function downloadPackage(
  found: FoundPackage,
  path: string,
  options: FeedOptions,
  onBytes: (count: number) => void,
): Promise<void> {
  const { url, host, name, bytes, sha512 } = found;
  const response = await request(url, options);
  if (!response.ok) {
    await response.body?.cancel().catch(() => undefined);
    throw refused(url, response);
  }
  const failed = failedWrite(path);
  const hash = createHash('sha512');
  let have = 0;
  const file = await open(path, 'wx').catch(failed);
  try {
    for await (const chunk of arriving(response, found, options)) {
      await file.appendFile(chunk).catch(failed);
      hash.update(chunk);
      have += chunk.length;
      onBytes(chunk.length);
    }
  } finally {
    await file.close();
  }
  if (bytes !== undefined && have !== bytes) throw broken(name, have, bytes, 'the connection ended');
  if (sha512 === undefined || hash.digest('base64') === sha512) return;
  throw new UserError(
    'network',
    sentence(
      'What came as {0} is not what {1} published (its SHA-512 differs) and was thrown away: try again.',
      name,
      host,
    ),
  );
}

async function* arriving(
  response: Response,
  { name, bytes }: FoundPackage,
  options: FeedOptions,
): AsyncGenerator<Uint8Array> {
  let have = 0;
  try {
    for await (const chunk of readBody(response, options)) {
      have += chunk.length;
      yield chunk;
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (options.signal?.aborted === true)
      throw new UserError('cancelled', sentence('Cancelled.'), { cause: error });
    throw broken(name, have, bytes, reason(error), error);
  }
}

function broken(
  name: string,
  have: number,
  bytes: number | undefined,
  why: string,
  cause?: unknown,
): UserError {
  const come = formatBytes(have);
  const size = bytes === undefined ? come : sentence('{0} of {1}', come, formatBytes(bytes));
  const message = sentence('The download of {0} broke off after {1} ({2}): try again.', name, size, why);
  return new UserError('network', message, { cause });
}
