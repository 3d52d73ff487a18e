import { EnvHttpProxyAgent, fetch as proxied } from 'undici';

/**
 * A `fetch` that goes through the proxies of the environment: HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in either case. For programs of the command line:
 * Node's own has learnt it in version 24.
 */
export function proxyFetch(): typeof fetch {
  const dispatcher = new EnvHttpProxyAgent();
  // Node's `fetch` is this library's, in another version: the types differ in what neither side uses here.
  return ((input: string, init: object) =>
    proxied(input, { ...init, dispatcher })) as unknown as typeof fetch;
}
