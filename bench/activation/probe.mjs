// Loads an extension's bundle in this fresh process with a stand-in for `vscode` and times that: node probe.mjs BUNDLE
// Prints one line of JSON: { load, activate } in milliseconds, and the native modules that got loaded (none should).
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import path from 'node:path';
import { vscode } from './vscodeStub.mjs';

const require = createRequire(import.meta.url);
const Module = require('node:module');
const load = Module._load;
Module._load = (request, ...rest) => (request === 'vscode' ? vscode : load(request, ...rest));

const bundle = path.resolve(process.argv[2]);
const folder = path.dirname(path.dirname(bundle));
const memento = { get: (_key, fallback) => fallback, update: async () => undefined, keys: () => [] };
const context = {
  subscriptions: [],
  extensionPath: folder,
  extensionUri: vscode.Uri.file(folder),
  workspaceState: memento,
  globalState: memento,
};

const start = performance.now();
const extension = require(bundle);
const loaded = performance.now();
await extension.activate(context);
const activated = performance.now();

const native = Object.keys(require.cache).filter((file) => file.endsWith('.node'));
process.stdout.write(`${JSON.stringify({ load: loaded - start, activate: activated - loaded, native })}\n`);
process.exit(0);
