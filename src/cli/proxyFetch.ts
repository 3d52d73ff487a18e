import { EnvHttpProxyAgent, fetch as proxied } from 'undici';
import { proxiesOf } from './proxies';

/**
 * A `fetch` that goes through the proxies of the environment, for programs of the command line: Node's own has learnt it in version 24.
 */
export function proxyFetch(env: NodeJS.ProcessEnv): typeof fetch {
  const { http, https, except } = proxiesOf(env);
  const dispatcher = new EnvHttpProxyAgent({ httpProxy: http, httpsProxy: https, noProxy: except });
  // Node's `fetch` is this library's, in another version: the types differ in what neither side uses here.
  return ((input: string, init: object) =>
    proxied(input, { ...init, dispatcher })) as unknown as typeof fetch;
}
