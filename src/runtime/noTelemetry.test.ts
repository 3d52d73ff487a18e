import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { switchTelemetryOff } from './noTelemetry';

const execute = promisify(execFile);
const root = resolve('.');
const graph = resolve('test/fixtures/tiny-gpt2/embed_tokens.onnx');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mend-telemetry-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a process that opens a session leaves in its home folder. `library`: how it comes by ONNX Runtime. */
async function leftAtHome(name: string, library: string): Promise<readonly string[]> {
  const home = await mkdtemp(join(folder, 'home-'));
  const source = join(folder, `${name}.ts`);
  const bundle = join(folder, `${name}.cjs`);
  await writeFile(
    source,
    `import { InferenceSession } from ${JSON.stringify(library)};
     void InferenceSession.create(${JSON.stringify(graph)}).then((session) => session.release());`,
  );
  await build({
    entryPoints: [source],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    absWorkingDir: root,
    logLevel: 'error',
  });
  const { ORT_DISABLE_TELEMETRY: _switch, CI: _ci, ...env } = process.env;
  await execute(process.execPath, [bundle], {
    env: { ...env, HOME: home, XDG_CACHE_HOME: '', NODE_PATH: join(root, 'node_modules') },
  });
  return readdir(home);
}

describe('ONNX Runtime', () => {
  it('leaves no device id at home when the models load it', async () => {
    expect(await leftAtHome('ours', join(root, 'src/runtime/onnxruntime.ts'))).toEqual([]);
  });

  // What the test above would see. When a new version leaves nothing here, the switch may have another name or be needed no more.
  it.runIf(process.platform === 'linux')('would leave one by itself', async () => {
    expect(await leftAtHome('plain', 'onnxruntime-node')).toEqual(['.cache']);
  });

  it('is imported in one place', async () => {
    const files = (await readdir('src', { recursive: true })).filter((file) => /(?<!\.test)\.ts$/.test(file));
    const importing = [];
    for (const file of files)
      if ((await readFile(join('src', file), 'utf8')).includes("from 'onnxruntime-node'"))
        importing.push(file);
    expect(importing).toEqual([join('runtime', 'onnxruntime.ts')]);
  });
});

describe('switching the telemetry off', () => {
  it('sets the variable in the main thread', () => {
    const env: NodeJS.ProcessEnv = {};
    switchTelemetryOff(env, true);
    expect(env).toEqual({ ORT_DISABLE_TELEMETRY: '1' });
  });

  it('refuses in a worker thread, where it would have no effect', () => {
    expect(() => switchTelemetryOff({}, false)).toThrow(/ORT_DISABLE_TELEMETRY=1/);
    expect(() => switchTelemetryOff({ ORT_DISABLE_TELEMETRY: '1' }, false)).not.toThrow();
  });
});
