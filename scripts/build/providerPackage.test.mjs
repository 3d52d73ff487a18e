import { describe, expect, it } from 'vitest';
import metadata from 'onnxruntime-node/script/install-metadata.js';
import { version } from 'onnxruntime-node/package.json';
import { providerPackage } from './providerPackage.mjs';

const twoPackages = {
  requirements: { 'linux/x64': ['a'] },
  manifests: {
    'linux/x64:a': { './x.so': { package: 'p', path: 'x' }, './y.so': { package: 'q', path: 'y' } },
  },
  packages: { p: { name: 'P', versions: [{ feed: 'f', version: '1' }] } },
  feeds: { f: { type: 'nuget', index: 'https://feed.example/index.json' } },
};

describe('what the install script of onnxruntime-node would download', () => {
  it('is CUDA’s provider of the same version for Linux on x64', () => {
    const found = providerPackage(metadata, 'linux-x64');
    expect(found.files.map(({ name }) => name)).toContain('libonnxruntime_providers_cuda.so');
    expect(found.files.every(({ path }) => path.startsWith('runtimes/linux-x64/'))).toBe(true);
    expect(found.sources.length).toBeGreaterThan(0);
    for (const source of found.sources) {
      expect(source.version).toBe(version);
      expect(source.index).toMatch(/^https:/);
    }
  });

  it('is nothing elsewhere', () => {
    for (const target of ['linux-arm64', 'darwin-arm64', 'win32-x64', 'win32-arm64', 'freebsd-x64'])
      expect(providerPackage(metadata, target), target).toBeUndefined();
  });

  it('must be what the installer can fetch', () => {
    expect(() => providerPackage(twoPackages, 'linux-x64')).toThrow('another way');
    const other = { ...twoPackages, manifests: { 'linux/x64:a': { './x.so': { package: 'p', path: 'x' } } } };
    expect(providerPackage(other, 'linux-x64').package).toBe('P');
    const feeds = { f: { type: 'tar', index: 'x' } };
    expect(() => providerPackage({ ...other, feeds }, 'linux-x64')).toThrow('another way');
  });
});
