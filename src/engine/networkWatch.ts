import { createHook, type AsyncHook } from 'node:async_hooks';
import { readFile, readdir, readlink } from 'node:fs/promises';
import type { NetworkUse } from './methods';

/** What Node makes for each way onto the network, as async_hooks names it: whatever module begins it, one of these is made. */
const KINDS: ReadonlyMap<string, 'sockets' | 'lookups' | 'processes'> = new Map([
  ['TCPWRAP', 'sockets'],
  ['TCPSERVERWRAP', 'sockets'],
  ['TLSWRAP', 'sockets'],
  ['UDPWRAP', 'sockets'],
  ['PIPECONNECTWRAP', 'sockets'],
  ['QUIC_ENDPOINT', 'sockets'],
  ['GETADDRINFOREQWRAP', 'lookups'],
  ['GETNAMEINFOREQWRAP', 'lookups'],
  ['QUERYWRAP', 'lookups'],
  // Another process could do what this one does not.
  ['PROCESSWRAP', 'processes'],
]);

/** The kernel's tables of internet sockets; a process with network namespaces sees those of its own. */
const TABLES = ['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'raw6'];
const SAMPLE_MILLISECONDS = 50;

/**
 * Counts what this process does on the network, from its start until `stop`. Sockets, name look-ups and processes begun by JavaScript are
 * counted without exception. Native code passes Node by: where the kernel lists a process's sockets (Linux) they are looked for in its list, every
 * 50 ms while the thread is free and at each report, so that one that was open for less may be missed.
 */
export class NetworkWatch {
  readonly #counts = { sockets: 0, lookups: 0, processes: 0 };
  readonly #hook: AsyncHook;
  readonly #timer: NodeJS.Timeout;
  /** Inodes: each socket counts once, however often it is seen. */
  readonly #seen = new Set<string>();
  #samples = 0;
  #sampling: Promise<void> | undefined;

  constructor() {
    this.#hook = createHook({
      init: (_id, type) => {
        const kind = KINDS.get(type);
        if (kind) this.#counts[kind] += 1;
      },
    }).enable();
    this.#timer = setInterval(() => void this.#sample(), SAMPLE_MILLISECONDS).unref();
  }

  async report(): Promise<NetworkUse> {
    await this.#sample();
    const kernel = this.#samples > 0 && { kernel: { sockets: this.#seen.size, samples: this.#samples } };
    return { ...this.#counts, ...kernel };
  }

  stop(): void {
    this.#hook.disable();
    clearInterval(this.#timer);
  }

  #sample(): Promise<void> {
    this.#sampling ??= internetSockets()
      .then((inodes) => {
        if (!inodes) return;
        this.#samples += 1;
        for (const inode of inodes) this.#seen.add(inode);
      })
      .finally(() => (this.#sampling = undefined));
    return this.#sampling;
  }
}

/** Inodes of the internet sockets that this process has open; undefined where the system does not tell. */
async function internetSockets(): Promise<readonly string[] | undefined> {
  const own = await ownSockets().catch(() => undefined);
  if (!own) return undefined;
  const tables = await Promise.all(
    TABLES.map((name) => readFile(`/proc/self/net/${name}`, 'utf8').catch(() => '')),
  );
  const listed = new Set(tables.flatMap(inodesOf));
  return own.filter((inode) => listed.has(inode));
}

async function ownSockets(): Promise<readonly string[]> {
  const descriptors = await readdir('/proc/self/fd');
  const links = await Promise.all(
    descriptors.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')),
  );
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

/** The tenth column of every line below the heading. */
function inodesOf(table: string): readonly string[] {
  const lines = table.trim().split('\n').slice(1);
  return lines.flatMap((line) => line.trim().split(/\s+/)[9] ?? []);
}

let watch: NetworkWatch | undefined;

/** The network use of this process since the first call, which starts the watch. */
export async function networkUse(): Promise<NetworkUse> {
  watch ??= new NetworkWatch();
  return watch.report();
}
