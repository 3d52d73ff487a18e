import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HubServer, startHub } from '../models/testing/hubServer';
import { type ProxyServer, startProxy } from '../models/testing/proxyServer';
import { proxiesOf } from './proxies';
import { proxyFetch } from './proxyFetch';

let hub: HubServer;
let proxy: ProxyServer;
beforeEach(async () => {
  hub = await startHub({ 'me/model': { files: { 'a.txt': Buffer.from('a') } } });
  proxy = await startProxy();
});
afterEach(async () => {
  await proxy.close();
  await hub.close();
});

const ask = async (env: NodeJS.ProcessEnv): Promise<number> => {
  const url = `${hub.endpoint}/me/model/resolve/main/a.txt`;
  return (await proxyFetch(env)(url, { headers: { 'x-test': '1' } })).status;
};

describe('proxyFetch', () => {
  it.each(['HTTP_PROXY', 'http_proxy'])('goes through the proxy of %s', async (name) => {
    expect(await ask({ [name]: proxy.address })).toBe(200);
    expect(new Set(proxy.asked)).toEqual(new Set([new URL(hub.endpoint).host]));
  });

  it.each(['NO_PROXY', 'no_proxy'])('goes past it to hosts that %s names', async (name) => {
    expect(await ask({ HTTP_PROXY: proxy.address, [name]: 'example.com,127.0.0.1' })).toBe(200);
    expect(proxy.asked).toEqual([]);
  });

  it('goes through another for https', async () => {
    const { host } = new URL(hub.endpoint);
    // The hub speaks no TLS; what counts is who is asked to go there.
    await expect(proxyFetch({ HTTPS_PROXY: proxy.address })(`https://${host}/`, {})).rejects.toThrow();
    expect(proxy.asked[0]).toBe(host);
    proxy.asked.length = 0;
    expect(await ask({ HTTPS_PROXY: proxy.address })).toBe(200);
    expect(proxy.asked).toEqual([]);
  });
});

describe('proxiesOf', () => {
  it('reads the variables as curl does', () => {
    expect(proxiesOf({})).toEqual({ http: '', https: '', except: '' });
    expect(
      proxiesOf({ http_proxy: '', HTTP_PROXY: 'proxy:3128', https_proxy: 'https://a:b@c', NO_PROXY: '*' }),
    ).toEqual({
      http: 'http://proxy:3128',
      https: 'https://a:b@c',
      except: '*',
    });
  });

  it.each(['socks5://proxy:1080', 'http://:99', 'a b'])('refuses %s without repeating it', (value) => {
    const read = () => proxiesOf({ HTTPS_PROXY: value });
    expect(read).toThrow(/^HTTPS_PROXY is not an address such as .*: correct it, or unset it\.$/);
    expect(read).not.toThrow(value);
  });
});
