import { homedir } from 'node:os';
import { join } from 'node:path';
import { version } from '../package.json';
import { askOnTerminal } from './cli/askOnTerminal';
import { proxiesOf } from './cli/proxies';
import { run } from './cli/run';
import { userStore } from './models/disk/userStore';

/** The program `mend`: gives `run` the real surroundings. */
async function main(): Promise<void> {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  // A reader that has seen enough (`mend … | head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  // Beside dist/, in a checkout as in an installed package.
  const embedded = join(__dirname, '..', 'models');
  const store = userStore(process.env, process.platform, homedir());
  process.exitCode = await run(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: process.cwd(),
    modelFolders: [store, embedded],
    signal: interrupted.signal,
    version,
    adding: {
      embedded,
      store,
      env: process.env,
      fetch: async () => {
        const { http, https } = proxiesOf(process.env);
        // Behind no proxy, the library that knows them need not be loaded.
        return http + https === '' ? fetch : (await import('./cli/proxyFetch')).proxyFetch(process.env);
      },
      ask:
        process.stdin.isTTY && process.stderr.isTTY
          ? (question) => askOnTerminal(question, interrupted.signal)
          : undefined,
    },
    // Loaded by the commands that compute: the others need no native library.
    createEngine: async () => (await import('./engine/operations')).createOperations(),
  });
}

void main();
