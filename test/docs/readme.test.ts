import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const read = (file: string): string => readFileSync(file, 'utf8');

describe.each(['README.md', 'CONTRIBUTING.md'])('links of %s', (file) => {
  const links = [...read(file).matchAll(/\]\(([^)#:]+)\)/g)].map(([, target]) => target ?? '');

  it.each(links)('%s exists', (target) => {
    expect(existsSync(path.join(path.dirname(file), target))).toBe(true);
  });
});

describe('CONTRIBUTING', () => {
  const manifest = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
  const tools = JSON.parse(read('test/harness/tools/package.json')) as {
    dependencies: Record<string, string>;
  };
  const rows = read('CONTRIBUTING.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'));

  it.each(Object.keys({ ...manifest.devDependencies, ...tools.dependencies }))(
    'gives the reason for %s',
    (name) => {
      expect(rows.some((row) => row.split('|')[1]?.includes(`\`${name}\``))).toBe(true);
    },
  );

  it.each(Object.entries(manifest.devDependencies))('has the exact version of %s: %s', (_name, version) => {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
