import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sendFile, type Fault } from './serveFile';

/** A repository of the fake hub. */
export interface FakeRepository {
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** The model card's YAML head. */
  readonly card?: object;
  /** Whoever reads its files needs the token of one who accepted its terms. */
  readonly gated?: boolean;
  /** Nobody without the token learns that it exists. */
  readonly private?: boolean;
  /** What it was called before: asking for that redirects. */
  readonly formerly?: string;
}

export interface SeenRequest {
  readonly server: 'hub' | 'cdn';
  readonly url: string;
  readonly authorization: string | undefined;
  readonly range: string | undefined;
}

export interface HubServer {
  readonly endpoint: string;
  readonly requests: SeenRequest[];
  readonly repositories: Record<string, FakeRepository>;
  /** The next requests whose address contains `part` meet these faults, one each. */
  fail(part: string, ...faults: Fault[]): void;
  close(): Promise<void>;
}

/** The token that opens gated and private repositories; another that begins with `hf_` is an account's without access. */
export const goodToken = 'hf_goodToken0123456789';
export const commit = '0123456789abcdef0123456789abcdef01234567';

/** Files from this size on are in large file storage, on another host. */
const large = 1000;
const filesOnPage = 2;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const gitHash = (bytes: Uint8Array): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

/**
 * A server that behaves like the hub where models are got from: the API with its pages, redirects of large files to another host and of small ones
 * to a cache, ranges, and its ways of refusing, with the headers that say why.
 */
export async function startHub(repositories: Record<string, FakeRepository> = {}): Promise<HubServer> {
  const requests: SeenRequest[] = [];
  const faults: { part: string; fault: Fault }[] = [];
  const nextFault = (url: string): Fault | undefined => {
    const index = faults.findIndex(({ part }) => url.includes(part));
    return index === -1 ? undefined : faults.splice(index, 1)[0]?.fault;
  };
  const record = (server: 'hub' | 'cdn', { url = '/', headers }: IncomingMessage): Fault | undefined => {
    requests.push({ server, url, authorization: headers.authorization, range: headers.range });
    return nextFault(`${server}:${url}`);
  };
  const cdn = await listen((request, response) => {
    const fault = record('cdn', request);
    const [, name, path] = /^\/store\/([^?]+)\?file=(.+)$/.exec(request.url ?? '') ?? [];
    const bytes = repositories[decodeURIComponent(name ?? '')]?.files[decodeURIComponent(path ?? '')];
    if (bytes) sendFile(request, response, bytes, fault);
    else response.writeHead(404).end();
  });
  const hub = await listen((request, response) => {
    const fault = record('hub', request);
    if (fault?.status !== undefined) response.writeHead(fault.status, fault.headers).end(fault.body);
    else answer(request, response, { repositories, cdn: cdn.address, fault });
  });
  return {
    endpoint: hub.address,
    requests,
    repositories,
    fail: (part, ...more) => faults.push(...more.map((fault) => ({ part, fault }))),
    close: async () => {
      await Promise.all([hub.close(), cdn.close()]);
    },
  };
}

interface Site {
  readonly repositories: Readonly<Record<string, FakeRepository>>;
  readonly cdn: string;
  readonly fault: Fault | undefined;
}

/** What an address asks for: of the API a revision or its tree, or a file by `resolve`, or where small files are redirected to. */
function route(pathname: string): { name: string; what: string; revision: string; path: string } {
  const match =
    /^\/api\/models\/(?<name>.+?)\/(?<what>revision|tree)\/(?<revision>[^/]+)$/.exec(pathname) ??
    /^\/(?<name>[^/]+(?:\/[^/]+)?)\/(?<what>resolve)\/(?<revision>[^/]+)\/(?<path>.+)$/.exec(pathname) ??
    /^\/api\/(?<what>resolve-cache)\/models\/(?<name>.+?)\/(?<revision>[0-9a-f]{40})\/(?<path>.+)$/.exec(
      pathname,
    );
  return { name: '', what: '', revision: '', path: '', ...match?.groups };
}

function answer(request: IncomingMessage, response: ServerResponse, site: Site): void {
  const url = new URL(request.url ?? '/', 'http://hub');
  const { name, what, revision, path } = route(url.pathname);
  const renamed = Object.entries(site.repositories).find(([, { formerly }]) => formerly === name)?.[0];
  if (renamed !== undefined) return redirect(response, url.pathname.replace(name, renamed) + url.search);
  const repository = site.repositories[name];
  const refused = refusal(request, repository, what);
  if (!repository || refused)
    return refuse(response, refused ?? [404, 'RepoNotFound', 'Repository not found']);
  if (!['main', 'HEAD', commit].includes(decodeURIComponent(revision)))
    return refuse(response, [404, 'RevisionNotFound', 'Invalid rev id']);
  if (what === 'revision') return json(response, info(name, repository));
  if (what === 'tree') return tree(request, response, repository, url);
  const bytes = repository.files[decodeURIComponent(path)];
  if (!bytes) return refuse(response, [404, 'EntryNotFound', 'Entry not found']);
  response.setHeader('x-repo-commit', commit);
  if (what === 'resolve-cache') return sendFile(request, response, bytes, site.fault);
  if (bytes.length < large) return redirect(response, `/api/resolve-cache/models/${name}/${commit}/${path}`);
  response.setHeader('x-linked-size', bytes.length);
  response.setHeader('x-linked-etag', `"${sha256(bytes)}"`);
  redirect(response, `${site.cdn}/store/${encodeURIComponent(name)}?file=${path}`, 302);
}

type Refusal = readonly [status: number, code: string, message: string];

/** Why a request is refused: as the hub does it, some refusals are for files alone, and a stranger cannot tell hidden from missing. */
function refusal(
  { headers }: IncomingMessage,
  repository: FakeRepository | undefined,
  what: string,
): Refusal | undefined {
  const token = headers.authorization?.replace(/^Bearer /, '');
  if (token !== undefined && !token.startsWith('hf_'))
    return [401, '', 'Invalid credentials in Authorization header'];
  const mayRead = token === goodToken;
  if (!repository || (repository.private === true && !mayRead))
    return [token === undefined ? 401 : 404, 'RepoNotFound', 'Repository not found'];
  if (repository.gated === true && !mayRead && what === 'resolve')
    return [token === undefined ? 401 : 403, 'GatedRepo', 'Access to this model is restricted.'];
  return undefined;
}

function refuse(response: ServerResponse, [status, code, message]: Refusal): void {
  const headers = { 'x-error-message': message, ...(code !== '' && { 'x-error-code': code }) };
  response.writeHead(status, { ...headers, 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: message }));
}

function redirect(response: ServerResponse, location: string, status = 307): void {
  response.writeHead(status, { location }).end();
}

function json(response: ServerResponse, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

const info = (name: string, { card, gated = false, private: hidden = false }: FakeRepository): object => ({
  _id: '0123456789abcdef01234567',
  id: name,
  private: hidden,
  gated: gated ? 'auto' : false,
  downloads: 1,
  likes: 1,
  lastModified: '2024-02-19T10:57:45.000Z',
  sha: commit,
  ...(card && { cardData: card }),
});

/** Two files a page; the address of the next one is in the header Link. */
function tree(request: IncomingMessage, response: ServerResponse, { files }: FakeRepository, url: URL): void {
  const start = Number(url.searchParams.get('cursor') ?? 0);
  const entries = Object.entries(files).map(([path, bytes]) => ({
    type: 'file',
    path,
    size: bytes.length,
    oid: gitHash(bytes),
    ...(bytes.length >= large && {
      lfs: { oid: sha256(bytes), size: bytes.length, pointerSize: 134 },
      xetHash: sha256(bytes),
    }),
  }));
  const next = start + filesOnPage;
  url.searchParams.set('cursor', String(next));
  const link = `<http://${request.headers.host ?? ''}${url.pathname}${url.search}>; rel="next"`;
  const folder = { type: 'directory', path: 'onnx', size: 0, oid: gitHash(Buffer.of()) };
  json(response, [folder, ...entries.slice(start, next)], next < entries.length ? { link } : {});
}

async function listen(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ address: string; close: () => Promise<void> }> {
  const server: Server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { address: `http://127.0.0.1:${port}`, close };
}
