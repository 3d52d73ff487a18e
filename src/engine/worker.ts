import { serveEngine } from './serveEngine';
import { workerOptions } from './workerOptions';

// Loaded on the first call: a native library that fails to load is then an answer to that call, not a child that won't start.
serveEngine(async (announce) =>
  (await import('./operations')).createOperations({ ...workerOptions(process.env), announce }),
);
