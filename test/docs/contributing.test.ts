import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (file: string): string => readFileSync(file, 'utf8');

describe('CONTRIBUTING', () => {
  const manifest = JSON.parse(read('package.json')) as {
    devDependencies: Record<string, string>;
    dependencies?: Record<string, string>;
  };
  const tools = ['test/harness/tools', 'scripts/record/tools'].map(
    (folder) => (JSON.parse(read(`${folder}/package.json`)) as typeof manifest).dependencies ?? {},
  );
  const rows = read('CONTRIBUTING.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'));

  it.each(Object.keys(Object.assign({}, manifest.devDependencies, ...tools) as Record<string, string>))(
    'gives the reason for %s',
    (name) => {
      expect(rows.some((row) => row.split('|')[1]?.includes(`\`${name}\``))).toBe(true);
    },
  );

  it.each(Object.entries(manifest.devDependencies))('has the exact version of %s: %s', (_name, version) => {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
