import { createServer, request as ask } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

export interface ProxyServer {
  readonly address: string;
  /** `host:port` that was asked for, one a tunnel or request. */
  readonly asked: string[];
  close(): Promise<void>;
}

/**
 * An HTTP proxy, by tunnels (CONNECT) and by requests with whole addresses.
 * @param names addresses of hosts that only the proxy knows
 */
export async function startProxy(names: Readonly<Record<string, string>> = {}): Promise<ProxyServer> {
  const asked: string[] = [];
  const targetOf = (host: string): URL => {
    asked.push(host);
    return new URL(names[host.replace(/:\d+$/, '')] ?? `http://${host}`);
  };
  const server = createServer(({ url = '/', method, headers }, response) => {
    const { host, pathname, search } = new URL(url);
    const { hostname, port } = targetOf(host);
    const onward = ask({ hostname, port, method, headers, path: pathname + search }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy()).end();
  });
  server.on('connect', ({ url = '' }, socket, head) => {
    const { hostname, port } = targetOf(url);
    const onward = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    socket.on('error', () => onward.destroy());
    onward.on('error', () => socket.destroy());
    server.once('close', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
