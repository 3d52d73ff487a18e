import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import { reason } from '../../models/hub/hubFailure';
import { defaultSilence } from '../../models/hub/hubFetch';
import type { ProviderPackage } from './providerPackage';

export interface FeedOptions {
  /** The one that knows the proxies: VS Code's own in the extension host. */
  readonly fetch: typeof fetch;
  readonly signal?: AbortSignal | undefined;
  /** A server that says nothing for so long is given up. Default: 30 s. */
  readonly silenceMilliseconds?: number | undefined;
}

/** A package that a feed has. */
export interface FoundPackage {
  readonly url: string;
  /** Host of the feed. */
  readonly host: string;
  /** `id.version`, as it is shown. */
  readonly name: string;
  /** Undefined where the feed says nothing. */
  readonly bytes: number | undefined;
  /** SHA-512 of the package, in base64; undefined where the feed publishes none. */
  readonly sha512: string | undefined;
}

/**
 * Finds the package on the first of its feeds that has it, by NuGet's protocol (https://learn.microsoft.com/nuget/api/overview).
 * @throws UserError `network` or `cancelled`
 */
export async function findPackage(wanted: ProviderPackage, options: FeedOptions): Promise<FoundPackage> {
  let last: unknown;
  for (const { index, version } of wanted.sources) {
    try {
      return await findIn(index, wanted.package, version, options);
    } catch (error) {
      if (error instanceof UserError && error.code === 'cancelled') throw error;
      last = error;
    }
  }
  throw last;
}

async function findIn(
  index: string,
  id: string,
  version: string,
  options: FeedOptions,
): Promise<FoundPackage> {
  const { host } = new URL(index);
  const resources = resourcesOf(await json(index, options));
  const lower = id.toLowerCase();
  const base = resources.get('PackageBaseAddress/3.0.0');
  const versions =
    base === undefined ? [] : listOf(await json(`${base}${lower}/index.json`, options), 'versions');
  if (!versions.includes(version.toLowerCase())) {
    throw new UserError(
      'network',
      sentence(
        '{0} has no {1} {2}, which the ONNX Runtime of this extension needs: update the extension, or report this.',
        host,
        id,
        version,
      ),
    );
  }
  const url = `${base}${lower}/${version}/${lower}.${version}.nupkg`;
  const published = await publishedOf(resources, lower, version, options);
  const bytes = published.bytes ?? (await sizeOf(url, options));
  return { url, host, name: `${id} ${version}`, bytes, sha512: published.sha512 };
}

/** Size and hash stand in the entry of the feed's catalog, to which the package's registration leads; a feed need not have either. */
async function publishedOf(
  resources: ReadonlyMap<string, string>,
  id: string,
  version: string,
  options: FeedOptions,
): Promise<Pick<FoundPackage, 'bytes' | 'sha512'>> {
  const registrations = [...resources].find(([type]) => type.startsWith('RegistrationsBaseUrl'))?.[1];
  if (registrations === undefined) return { bytes: undefined, sha512: undefined };
  const leaf = await json(`${registrations}${id}/${version}.json`, options).catch(unlessCancelled);
  const entry = fieldOf(leaf, 'catalogEntry');
  const catalog = typeof entry === 'string' ? await json(entry, options).catch(unlessCancelled) : entry;
  const [hash, algorithm, size] = ['packageHash', 'packageHashAlgorithm', 'packageSize'].map((name) =>
    fieldOf(catalog, name),
  );
  return {
    bytes: typeof size === 'number' ? size : undefined,
    sha512: algorithm === 'SHA512' && typeof hash === 'string' ? hash : undefined,
  };
}

async function sizeOf(url: string, options: FeedOptions): Promise<number | undefined> {
  const response = await request(url, options, { method: 'HEAD' });
  const length = Number(response.headers.get('content-length') ?? NaN);
  return response.ok && Number.isInteger(length) && length > 0 ? length : undefined;
}

/** Asks for something, and turns a failure to get any answer into a sentence. */
export async function request(
  url: string,
  { fetch, signal, silenceMilliseconds = defaultSilence }: FeedOptions,
  init: RequestInit = {},
): Promise<Response> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error('no answer')), silenceMilliseconds);
  const signals = [silence.signal, ...(signal ? [signal] : [])];
  try {
    return await fetch(url, { ...init, signal: AbortSignal.any(signals) });
  } catch (cause) {
    if (signal?.aborted === true) throw new UserError('cancelled', sentence('Cancelled.'), { cause });
    const { host } = new URL(url);
    const message = sentence(
      '{0} cannot be reached ({1}): check the network and the proxy settings, and try again.',
      host,
      reason(cause),
    );
    throw new UserError('network', message, { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** The sentence for an answer that is no success. */
export function refused(url: string, { status }: Response): UserError {
  const { host, pathname } = new URL(url);
  return new UserError(
    'network',
    sentence('{0} answers {1} to the request for {2}: try again later.', host, status, pathname),
  );
}

async function json(url: string, options: FeedOptions): Promise<unknown> {
  const response = await request(url, options);
  if (!response.ok) {
    await response.body?.cancel().catch(() => undefined);
    throw refused(url, response);
  }
  return response.json().catch((cause: unknown) => {
    const { host, pathname } = new URL(url);
    const message = sentence(
      '{0} answers the request for {1} with something that is not JSON: check the proxy settings, and try again.',
      host,
      pathname,
    );
    throw new UserError('network', message, { cause });
  });
}

/** Addresses of a feed's services, by their type. */
function resourcesOf(index: unknown): ReadonlyMap<string, string> {
  const entries = listOf(index, 'resources').flatMap((resource) => {
    const [type, id] = [fieldOf(resource, '@type'), fieldOf(resource, '@id')];
    return typeof type === 'string' && typeof id === 'string' ? [[type, withSlash(id)] as const] : [];
  });
  return new Map(entries);
}

const withSlash = (address: string): string => (address.endsWith('/') ? address : `${address}/`);

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function listOf(value: unknown, name: string): readonly unknown[] {
  const list = fieldOf(value, name);
  return Array.isArray(list) ? list : [];
}

function unlessCancelled(error: unknown): undefined {
  if (error instanceof UserError && error.code === 'cancelled') throw error;
  return undefined;
}
