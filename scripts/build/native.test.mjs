import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EngineClient } from '../../src/engine/client';
import { inRoot } from '../lib/paths.mjs';
import { bundledBinding } from './native.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'mend-native-'));
const ownNative = inRoot('node_modules/onnxruntime-node/bin/napi-v6', process.platform, process.arch);
const cudaLibraries = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];
const model = { folder: inRoot('test/fixtures/tiny-gpt2'), dtype: 'fp32' };
const log = [];
let client;

beforeAll(async () => {
  // As the build does it: the native library of the package stands beside the bundle.
  await build({
    entryPoints: [inRoot('src/engine/worker.ts')],
    outfile: path.join(folder, 'engine.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
    plugins: [bundledBinding],
  });
  cpSync(ownNative, path.join(folder, 'native'), { recursive: true });
});
afterEach(() => client.dispose());
afterAll(() => rmSync(folder, { recursive: true }));

function start(env) {
  log.length = 0;
  client = new EngineClient({
    workerPath: path.join(folder, 'engine.js'),
    env: { ...process.env, MEND_THREADS: '1', ...env },
    log: (line) => log.push(line),
  });
  return client;
}

/** A folder as "Install CUDA Support" makes it, with whatever contents. */
function nativeFolder(name, files) {
  const place = path.join(folder, name);
  mkdirSync(place);
  for (const [file, contents] of Object.entries(files)) writeFileSync(path.join(place, file), contents);
  return place;
}

describe('the native library that the bundle loads', () => {
  it('is the one beside it', async () => {
    const status = await start({ MEND_PROVIDER: 'cpu' }).load({ model });
    expect(status).toMatchObject({ provider: 'cpu', skipped: [] });
  });

  it.skipIf(process.platform !== 'linux' || process.arch !== 'x64')(
    'is the one in MEND_NATIVE, with the providers’ libraries beside it: damaged ones are told, and the CPU goes on',
    async () => {
      const place = nativeFolder(
        'damaged',
        Object.fromEntries(cudaLibraries.map((name) => [name, 'no library'])),
      );
      cpSync(ownNative, place, { recursive: true });
      const status = await start({ MEND_PROVIDER: 'cuda', MEND_NATIVE: place }).load({ model });
      expect(status.provider).toBe('cpu');
      expect(status.skipped).toEqual([
        {
          provider: 'cuda',
          reason: 'the CUDA support is damaged: run "MEND: Install CUDA Support" again',
        },
      ]);
      // What ONNX Runtime itself wrote: it looked in that folder.
      expect(log.join('\n')).toContain(`${place}/libonnxruntime_providers_shared.so`);
    },
  );

  it('is the one beside it where that in MEND_NATIVE cannot be loaded', async () => {
    const place = nativeFolder('broken', { 'onnxruntime_binding.node': 'no library' });
    const status = await start({ MEND_PROVIDER: 'cpu', MEND_NATIVE: place }).load({ model });
    expect(status.provider).toBe('cpu');
    expect(log.join('\n')).toContain(`The native library in ${place} cannot be loaded`);
  });
});
