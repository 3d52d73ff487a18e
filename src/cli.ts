import { join } from 'node:path';
import { version } from '../package.json';
import { run } from './cli/run';

/** The program `mend`: gives `run` the real surroundings. */
async function main(): Promise<void> {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  // A reader that has seen enough (`mend … | head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.exitCode = await run(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: process.cwd(),
    // Beside dist/, in a checkout as in an installed package.
    modelFolders: [join(__dirname, '..', 'models')],
    signal: interrupted.signal,
    version,
    // Loaded by the commands that compute: the others need no native library.
    createEngine: async () => (await import('./engine/operations')).createOperations(),
  });
}

void main();
