import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Fault, sendFile } from '../../../models/testing/serveFile';

/** A NuGet feed on this machine that has one package. */
export interface FeedServer {
  /** Address of its index. */
  readonly index: string;
  /** Paths that were asked for. */
  readonly requests: string[];
  /** What goes wrong, by the path that is asked for. */
  readonly faults: Map<string, Fault>;
  close(): Promise<void>;
}

export interface ServedPackage {
  readonly id: string;
  readonly version: string;
  readonly bytes: Buffer;
  /** What the feed says of it: nothing, the truth, or another hash. */
  readonly published: 'nothing' | 'truth' | 'other hash';
}

/** Serves what a feed has: index, versions, registration, catalog and package, under paths as the public one has them. */
export async function startFeed({ id, version, bytes, published }: ServedPackage): Promise<FeedServer> {
  const requests: string[] = [];
  const faults = new Map<string, Fault>();
  const lower = id.toLowerCase();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    const fault = faults.get(path);
    if (path.endsWith('.nupkg')) return sendFile(request, response, bytes, fault);
    const answer = answers(addressOf(server))[path];
    if (fault ?? answer === undefined) return response.writeHead(fault?.status ?? 404).end(fault?.body);
    return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  const hash = createHash('sha512')
    .update(published === 'truth' ? bytes : 'something else')
    .digest('base64');
  const answers = (address: string): Record<string, unknown> => ({
    '/v3/index.json': {
      resources: [
        { '@type': 'SearchQueryService', '@id': `${address}/query` },
        // One with the slash at the end and one without: feeds differ.
        { '@type': 'PackageBaseAddress/3.0.0', '@id': `${address}/flat/` },
        ...(published === 'nothing'
          ? []
          : [{ '@type': 'RegistrationsBaseUrl/3.6.0', '@id': `${address}/registration` }]),
      ],
    },
    [`/flat/${lower}/index.json`]: { versions: ['1.0.0', version] },
    [`/registration/${lower}/${version}.json`]: { catalogEntry: `${address}/catalog/entry.json` },
    '/catalog/entry.json': {
      packageHash: hash,
      packageHashAlgorithm: 'SHA512',
      packageSize: bytes.length,
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    index: `${addressOf(server)}/v3/index.json`,
    requests,
    faults,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
