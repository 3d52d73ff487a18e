import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import { type Patience, sleep } from './hubFetch';
import { reason } from './hubFailure';
import { readBody } from './readBody';

const attempts = 3;

/**
 * A part of a file on the hub, in memory.
 * @param path names the file in errors
 * @throws UserError `network` or `cancelled`
 */
export async function readRange(
  url: string,
  path: string,
  range: { readonly start: number; readonly length: number },
  options: Patience & { readonly fetch: typeof fetch },
): Promise<Uint8Array> {
  let last: unknown;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    if (attempt > 1) await sleep((attempt - 1) * (options.secondMilliseconds ?? 1000), options.signal);
    try {
      return await once(url, path, range, options);
    } catch (error) {
      if (error instanceof UserError) throw error;
      last = error;
    }
  }
  throw new UserError(
    'network',
    sentence('{0} cannot be read from the hub ({1}): try again.', path, reason(last)),
    {
      cause: last,
    },
  );
}

async function once(
  url: string,
  path: string,
  { start, length }: { readonly start: number; readonly length: number },
  options: Patience & { readonly fetch: typeof fetch },
): Promise<Uint8Array> {
  const headers = { range: `bytes=${start}-${start + length - 1}`, 'accept-encoding': 'identity' };
  const response = await options.fetch(url, { headers });
  // The whole file instead of a part is as good where the part is its beginning.
  if (response.status !== 206 && start > 0) {
    await response.body?.cancel().catch(() => undefined);
    throw new UserError(
      'network',
      sentence('The hub serves no parts of {0}: download the repository by other means.', path),
    );
  }
  const bytes = new Uint8Array(length);
  let have = 0;
  for await (const chunk of readBody(response, options)) {
    bytes.set(chunk.subarray(0, length - have), have);
    have += Math.min(chunk.length, length - have);
    if (have === length) return bytes;
  }
  throw new Error(`the connection ended after ${have} of ${length} bytes`);
}
