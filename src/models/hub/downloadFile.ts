import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { throwIfCancelled } from '../../mend/cancel';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import { failedWrite } from '../../vectors/atomicWrite';
import type { ModelFile } from '../manifest';
import { reason } from './hubFailure';
import { type Patience, sleep } from './hubFetch';
import { readBody } from './readBody';

/** What a download writes into; tests let the disk fill up. */
export interface PartialFile {
  appendFile(bytes: Uint8Array): Promise<void>;
  truncate(bytes: number): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface DownloadOptions extends Patience {
  readonly fetch: typeof fetch;
  /** Bytes that came; negative: that came in vain. */
  readonly onBytes?: ((count: number) => void) | undefined;
  /** Opens a file to append to. */
  readonly openPartial?: ((path: string) => Promise<PartialFile>) | undefined;
}

/** Breaks without a byte between them after which a download is given up. */
const mostBreaks = 5;

/** Where bytes stand until their file is whole. */
export const partialSuffix = '.partial';

/**
 * Downloads one file to `target`, which is then whole and has the right SHA-256. Until then the bytes are in `target.partial`, where the next
 * call goes on, also after the process ended; a `target` of the right size is taken to be right.
 * @throws UserError `network`, `fileSystem` or `cancelled`; what came stays, unless it is wrong
 */
export async function downloadFile(
  url: string,
  target: string,
  expected: ModelFile,
  options: DownloadOptions,
): Promise<void> {
  if ((await stat(target).catch(() => undefined))?.size === expected.bytes) {
    options.onBytes?.(expected.bytes);
    return;
  }
  const partial = target + partialSuffix;
  const openPartial = options.openPartial ?? ((path: string) => open(path, 'a'));
  const file = await openPartial(partial).catch(failedWrite(partial));
  const download = new Download(url, partial, expected, file, options);
  try {
    await download.run();
  } finally {
    await file.close();
  }
  if (!download.isRight()) {
    await rm(partial, { force: true });
    const message = sentence(
      '{0} came with other bytes than it should have (its SHA-256 differs) and was thrown away: try again, and if that does not help, the repository is at fault.',
      expected.path,
    );
    throw new UserError('network', message);
  }
  await rename(partial, target);
}

class Download {
  #have = 0;
  #hash: Hash = createHash('sha256');

  constructor(
    private readonly url: string,
    private readonly path: string,
    private readonly expected: ModelFile,
    private readonly file: PartialFile,
    private readonly options: DownloadOptions,
  ) {}

  /** Fetches what is missing, over as many connections as it takes. */
  async run(): Promise<void> {
    const { signal, secondMilliseconds = 1000 } = this.options;
    await this.#readWhatIsThere();
    for (let breaks = 0; this.#have < this.expected.bytes;) {
      const before = this.#have;
      const error = await this.#connect();
      if (this.#have === this.expected.bytes) break;
      throwIfCancelled(signal);
      breaks = this.#have > before ? 1 : breaks + 1;
      if (breaks > mostBreaks) throw this.#brokenOff(error);
      await sleep(breaks * secondMilliseconds, signal);
    }
    await this.file.sync().catch(failedWrite(this.path));
  }

  isRight(): boolean {
    return this.#hash.digest('hex') === this.expected.sha256;
  }

  async #readWhatIsThere(): Promise<void> {
    for await (const chunk of createReadStream(this.path, { highWaterMark: 1 << 20 })) {
      throwIfCancelled(this.options.signal);
      this.#count(chunk as Buffer);
    }
    if (this.#have > this.expected.bytes) await this.#startAgain();
  }

  /** One connection, from where the file ends to where the connection does. @returns why it ended before the file was whole */
  async #connect(): Promise<unknown> {
    const response = await this.options.fetch(this.url, {
      // A compressed answer would have other ranges.
      headers: { range: `bytes=${this.#have}-`, 'accept-encoding': 'identity' },
    });
    const goesOn = response.status === 206 && this.#continues(response.headers.get('content-range'));
    // A server that knows no ranges begins at the beginning; what any other answer continues is not this file.
    if (!goesOn) await this.#startAgain();
    if (!goesOn && response.status !== 200) {
      await response.body?.cancel().catch(() => undefined);
      return new Error(`the server answered another range, with status ${response.status}`);
    }
    try {
      for await (const chunk of readBody(response, this.options)) await this.#append(chunk);
      return new Error('the connection ended');
    } catch (error) {
      if (error instanceof UserError) throw error;
      return error;
    }
  }

  /** Whether an answer begins where the file ends. */
  #continues(contentRange: string | null): boolean {
    const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(contentRange ?? '') ?? [];
    return Number(start) === this.#have && (total === '*' || Number(total) === this.expected.bytes);
  }

  async #append(chunk: Uint8Array): Promise<void> {
    const { path, bytes } = this.expected;
    if (this.#have + chunk.length > bytes) {
      await this.#startAgain();
      const message = sentence(
        '{0} is longer than the {1} bytes that it should have: the repository is at fault.',
        path,
        bytes,
      );
      throw new UserError('network', message);
    }
    await this.file.appendFile(chunk).catch(failedWrite(this.path));
    this.#count(chunk);
  }

  #count(chunk: Uint8Array): void {
    this.#have += chunk.length;
    this.#hash.update(chunk);
    this.options.onBytes?.(chunk.length);
  }

  async #startAgain(): Promise<void> {
    await this.file.truncate(0);
    this.options.onBytes?.(-this.#have);
    this.#have = 0;
    this.#hash = createHash('sha256');
  }

  #brokenOff(error: unknown): UserError {
    const { path, bytes } = this.expected;
    const message = sentence(
      'The download of {0} broke off after {1} of {2} bytes ({3}): add the model again, and it goes on from there.',
      path,
      this.#have,
      bytes,
      reason(error),
    );
    return new UserError('network', message, { cause: error });
  }
}
