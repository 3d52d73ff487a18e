import { parentPort } from 'node:worker_threads';
import { portTransport } from './portTransport';
import { serveReading } from './serveReading';

if (!parentPort) throw new Error('This is a thread of the extension, which starts it.');
// What is written to the error stream of a thread goes to the extension host's own, which is its log.
serveReading(portTransport(parentPort), (message) => process.stderr.write(`${message}\n`));
