import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

interface Manifest {
  readonly devDependencies: Record<string, string>;
  readonly contributes: {
    readonly commands: readonly { title: string }[];
    readonly configuration: readonly { readonly properties: Record<string, { default: unknown }> }[];
  };
}

const read = (file: string): string => readFileSync(file, 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const words = JSON.parse(read('package.nls.json')) as Record<string, string>;
const settings = manifest.contributes.configuration.flatMap(({ properties }) => Object.entries(properties));
const readme = read('README.md');
const rowOf = (start: string): string | undefined =>
  readme.split('\n').find((line) => line.startsWith(`| ${start} |`));

describe('the README', () => {
  it.each(manifest.contributes.commands.map(({ title }) => words[title.replaceAll('%', '')] ?? title))(
    'names the command %s',
    (title) => {
      expect(rowOf(`MEND: ${title}`)).toBeDefined();
    },
  );

  it.each(settings)('names the setting %s with its default', (name, { default: value }) => {
    const shown = value === '' ? 'empty' : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
    expect(rowOf(`\`${name}\``)?.split('|')[2]?.trim()).toBe(shown);
  });

  it('names no command or setting that does not exist', () => {
    expect(readme.match(/^\| MEND: /gm)).toHaveLength(manifest.contributes.commands.length);
    expect(readme.match(/^\| `mend\./gm)).toHaveLength(settings.length);
  });
});

describe.each(['README.md', 'CONTRIBUTING.md'])('links of %s', (file) => {
  const links = [...read(file).matchAll(/\]\(([^)#:]+)\)/g)].map(([, target]) => target ?? '');

  it.each(links)('%s exists', (target) => {
    expect(existsSync(path.join(path.dirname(file), target))).toBe(true);
  });
});

describe('CONTRIBUTING', () => {
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
