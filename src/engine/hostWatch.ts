import { Worker } from 'node:worker_threads';

const POLL_MILLISECONDS = 500;

// Plain text, so that the bundle stays one file. Two misses in a row: the main thread gets its chance to leave by itself first.
const WATCH = `
const { workerData: { host, poll } } = require('node:worker_threads');
function isGone() {
  if (process.platform !== 'win32' && process.ppid !== host) return true;
  try {
    process.kill(host, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
let misses = 0;
setInterval(() => {
  misses = isGone() ? misses + 1 : 0;
  if (misses === 2) process.kill(process.pid, 'SIGKILL');
}, poll);
`;

let watching = false;

/**
 * Ends this process by force when its parent is gone. 'disconnect' does that too, but waits for as long as a native call blocks the main
 * thread; so this watch has a thread of its own.
 */
export function watchHost(): void {
  if (watching) return;
  watching = true;
  const worker = new Worker(WATCH, {
    eval: true,
    workerData: { host: process.ppid, poll: POLL_MILLISECONDS },
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
  });
  worker.on('error', (error) => console.error(`The watch for the host failed: ${error.message}`));
  worker.unref();
}
