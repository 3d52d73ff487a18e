import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { NetworkWatch } from './networkWatch';

let watch: NetworkWatch;
afterEach(() => watch.stop());

/** A server on this machine, listening for as long as `use` runs. */
async function withServer(use: (port: number) => Promise<unknown>): Promise<void> {
  const server = createServer((socket) =>
    socket.resume().end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use((server.address() as AddressInfo).port);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('NetworkWatch', () => {
  it('counts nothing while files are read and written', async () => {
    watch = new NetworkWatch();
    const folder = await mkdtemp(join(tmpdir(), 'mend-watch-'));
    await writeFile(join(folder, 'a'), 'a');
    await rm(folder, { recursive: true });
    expect(await watch.report()).toMatchObject({ sockets: 0, lookups: 0, processes: 0 });
  });

  it('counts fetch, though it is over when it is asked', async () => {
    await withServer(async (port) => {
      watch = new NetworkWatch();
      await fetch(`http://127.0.0.1:${port}/`);
      expect((await watch.report()).sockets).toBeGreaterThan(0);
    });
  });

  it('counts servers, datagrams and name look-ups', async () => {
    watch = new NetworkWatch();
    await withServer(async () => undefined);
    const afterServer = (await watch.report()).sockets;
    expect(afterServer).toBeGreaterThan(0);
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    socket.close();
    expect((await watch.report()).sockets).toBeGreaterThan(afterServer);
    await lookup('localhost');
    expect((await watch.report()).lookups).toBeGreaterThan(0);
  });

  it('counts processes, which could do it instead', async () => {
    watch = new NetworkWatch();
    await promisify(execFile)(process.execPath, ['--version']);
    expect((await watch.report()).processes).toBe(1);
  });

  it('stops', async () => {
    watch = new NetworkWatch();
    watch.stop();
    await withServer(async () => undefined);
    expect((await watch.report()).sockets).toBe(0);
  });

  it.runIf(process.platform === 'linux')(
    'finds open sockets in the kernel, whoever opened them',
    async () => {
      await withServer(async () => {
        // After the server, so that only the kernel can know of it.
        watch = new NetworkWatch();
        const use = await watch.report();
        expect(use.sockets).toBe(0);
        expect(use.kernel?.sockets).toBeGreaterThan(0);
      });
    },
  );
});
