import { basename } from 'node:path';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readZip } from './zip';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  name: string;
  version: string;
  contributes: { configuration: { properties: Record<string, { default?: unknown }> }[] };
};
const file = process.env['MEND_VSIX'] ?? `${manifest.name}-linux-x64-${manifest.version}.vsix`;
if (!existsSync(file))
  throw new Error(`${file} is missing: run \`npm run test:package\`, which packs it first.`);

const entries = readZip(file);
const names = entries.map(({ name }) => name);
const entry = (name: string): Buffer => {
  const found = entries.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`${name} is not in the package.`);
  return found.read();
};

/** The embedded models: every model folder in models/. */
const MODELS = readdirSync('models').filter((name) => existsSync(`models/${name}/mend.json`));

/** Files that must be there, each exactly once. */
const REQUIRED = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/package.json',
  'extension/package.nls.json',
  'extension/l10n/bundle.l10n.json',
  'extension/readme.md',
  'extension/changelog.md',
  'extension/LICENSE.txt',
  'extension/ThirdPartyNotices.txt',
  'extension/dist/extension.js',
  'extension/dist/engine.js',
  'extension/dist/cli.js',
  'extension/dist/api.js',
  'extension/dist/addModel.js',
  'extension/dist/proxyFetch.js',
  'extension/dist/reading.js',
  'extension/dist/readingThread.js',
  'extension/dist/cudaSupport.js',
  'extension/dist/webview/main.js',
  'extension/dist/webview/main.css',
  'extension/dist/webview/vectorEditor.js',
  'extension/dist/webview/vectorEditor.css',
  'extension/dist/webview/preview.js',
  'extension/dist/webview/preview.css',
  'extension/dist/native/libonnxruntime.so.1',
  'extension/dist/native/onnxruntime_binding.node',
  'extension/dist/native/providers.json',
  'extension/docs/linter.md',
  'extension/examples/owners.md',
  'extension/media/icon.png',
  'extension/models/mend.schema.json',
  ...MODELS.map((name) => `extension/models/${name}/mend.json`),
];

/** Files that may be there besides. */
const ALLOWED = [
  /^extension\/media\/((walkthrough|survival)\/)?[\w-]+\.(png|svg)$/,
  /^extension\/models\/[\w-]+\/(config|tokenizer|tokenizer_config|mend)\.json$/,
  /^extension\/models\/[\w-]+\/[a-z\d_]+\.(onnx|safetensors|bin)$/,
  /^extension\/models\/[\w-]+\/(LICENSE|README\.md)$/,
];

const MEGABYTE = 1_000_000;

describe('the packaged extension', () => {
  it('contains every file it needs, once', () => {
    for (const name of REQUIRED)
      expect(
        names.filter((other) => other === name),
        name,
      ).toHaveLength(1);
  });

  it('contains nothing else: no sources, maps, tests or training', () => {
    const strays = names.filter(
      (name) => !REQUIRED.includes(name) && !ALLOWED.some((pattern) => pattern.test(name)),
    );
    expect(strays).toEqual([]);
  });

  it('contains the model that is the default', () => {
    const settings = manifest.contributes.configuration.map(({ properties }) => properties['mend.model.id']);
    expect(MODELS).toContain(settings.find((setting) => setting)?.default);
  });

  it.each(MODELS)('contains %s as its manifest lists it, and nothing the manifest does not list', (name) => {
    const folder = `extension/models/${name}/`;
    const model = JSON.parse(entry(`${folder}mend.json`).toString()) as {
      files: { path: string; bytes: number }[];
    };
    const packed = entries.filter(({ name }) => name.startsWith(folder) && !name.endsWith('/mend.json'));
    const sizes = new Map(packed.map(({ name, size }) => [name.slice(folder.length), size]));
    for (const { path, bytes } of model.files) expect(sizes.get(path), path).toBe(bytes);
    expect([...sizes.keys()].sort()).toEqual(model.files.map(({ path }) => path).sort());
    expect(packed.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(30 * MEGABYTE);
  });

  it('is small enough to download', () => {
    expect(statSync(file).size).toBeLessThan(64 * MEGABYTE);
    const bundles = entries.filter(({ name }) => /^extension\/dist\/[\w/]+\.(js|css)$/.test(name));
    // Each by itself: what is loaded is one of them, and its size is what loading it costs.
    // The one for proxies is loaded by few, and is all one library; the command line is the engine and all that is asked of it in one.
    const larger = new Map([
      ['proxyFetch.js', 1],
      ['cli.js', 0.6],
    ]);
    for (const { name, size } of bundles)
      expect(size, name).toBeLessThan((larger.get(basename(name)) ?? 0.5) * MEGABYTE);
  });

  it('says what CUDA support would fetch', () => {
    const { package: id, files } = JSON.parse(entry('extension/dist/native/providers.json').toString()) as {
      package: string;
      files: { name: string }[];
    };
    expect(id).toBeTypeOf('string');
    expect(files.map(({ name }) => name)).toContain('libonnxruntime_providers_cuda.so');
  });

  it.each(names.filter((name) => /^extension\/dist\/native\/.*(?<!\.json)$/.test(name)))(
    '%s is for Linux on x64',
    (name) => {
      const bytes = entry(name);
      expect(bytes.subarray(0, 4).toString('latin1')).toBe('\x7fELF');
      const is64Bit = bytes[4] === 2;
      const machine = bytes.readUInt16LE(18);
      expect({ is64Bit, machine }).toEqual({ is64Bit: true, machine: 0x3e });
    },
  );

  it.each(names.filter((name) => name.endsWith('.js')))('%s has no source map', (name) => {
    expect(entry(name).toString()).not.toContain('sourceMappingURL');
  });

  it('says for which platform it is', () => {
    expect(entry('extension.vsixmanifest').toString()).toContain('TargetPlatform="linux-x64"');
  });

  it('names the licence of every bundled package', () => {
    const notices = entry('extension/ThirdPartyNotices.txt').toString();
    for (const name of [
      'onnxruntime-node',
      'onnxruntime-common',
      '@huggingface/tokenizers',
      '@vscode/webview-ui-toolkit',
      '@vscode/l10n',
    ])
      expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
    expect(notices.match(/Permission is hereby granted|Apache License/g)?.length).toBeGreaterThan(3);
  });

  it('keeps the native module and the tokenizer out of the extension host', () => {
    expect(entry('extension/dist/extension.js').toString()).not.toMatch(/onnxruntime_binding/);
    expect(entry('extension/dist/engine.js').toString()).toMatch(/\.\/native\/onnxruntime_binding\.node/);
  });
});
