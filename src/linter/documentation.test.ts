import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rules } from './rules';
import { ruleIds } from './types';

interface Manifest {
  readonly contributes: {
    readonly configuration: readonly {
      readonly properties: Record<
        string,
        { readonly properties?: Record<string, { readonly default: string }> }
      >;
    }[];
  };
}

const page = readFileSync('docs/linter.md', 'utf8');
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const setting = manifest.contributes.configuration.flatMap(
  ({ properties }) => properties['mend.lint.rules'] ?? [],
)[0];

describe('docs/linter.md', () => {
  it('has a heading for every rule, which the links in the editor lead to', () => {
    expect([...page.matchAll(/^### (\S+)$/gm)].map(([, id]) => id)).toEqual([...ruleIds]);
  });

  it('lists every rule with its severity', () => {
    const rows = [...page.matchAll(/^\| \[`([\w-]+)`\]\(#([\w-]+)\) \| (\w+) \|/gm)];
    expect(rows.map(([, id, link, severity]) => ({ id, link, severity }))).toEqual(
      rules.map(({ id, severity }) => ({ id, link: id, severity })),
    );
  });
});

describe('the setting mend.lint.rules', () => {
  it('knows every rule with its severity', () => {
    const known = Object.entries(setting?.properties ?? {}).map(([id, one]) => [id, one.default]);
    expect(known).toEqual(rules.map(({ id, severity }) => [id, severity]));
  });
});
