import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const inDocs = readdirSync('docs').filter((name) => name.endsWith('.md'));
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'],
  ...inDocs.map((name) => path.join('docs', name)),
  ...['test/harness/README.md', 'bench/README.md', 'training/README.md'],
];
const read = (file: string): string => readFileSync(file, 'utf8');

/** Text without what only looks like links: code. */
const prose = (file: string): string =>
  read(file)
    .replace(/^```.*?^```/gms, '')
    .replace(/`[^`\n]*`/g, '');

interface Link {
  readonly target: string;
  readonly fragment: string | undefined;
}

function linksOf(file: string): readonly Link[] {
  const found = [...prose(file).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target]) => target ?? '');
  return found
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [to = '', fragment] = target.split('#');
      return { target: to === '' ? file : path.join(path.dirname(file), to), fragment };
    });
}

/** The fragments that a page's headings have, as GitHub makes them. */
function fragmentsOf(file: string): readonly string[] {
  const text = read(file).replace(/^```.*?^```/gms, '');
  const seen = new Map<string, number>();
  return [...text.matchAll(/^#+ +(.+)$/gm)].map(([, heading]) => {
    const words = (heading ?? '')
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .trim()
      .toLowerCase();
    const slug = words.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
}

describe.each(pages)('%s', (page) => {
  it('has no dead link', () => {
    const dead = linksOf(page).filter(
      ({ target, fragment }) =>
        !existsSync(target) ||
        (fragment !== undefined && target.endsWith('.md') && !fragmentsOf(target).includes(fragment)),
    );
    expect(dead).toEqual([]);
  });
});

describe('docs/README.md', () => {
  it('lists every page, and the README links to it', () => {
    const listed = linksOf('docs/README.md').map(({ target }) => path.basename(target));
    expect(inDocs.filter((name) => name !== 'README.md' && !listed.includes(name))).toEqual([]);
    expect(linksOf('README.md').map(({ target }) => target)).toContain('docs/README.md');
  });

  it('leaves no picture unused', () => {
    const shown = pages.flatMap((page) => linksOf(page).map(({ target }) => target));
    const pictures = readdirSync('docs/images', { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.join(parentPath, name));
    expect(pictures.filter((picture) => !shown.includes(picture))).toEqual([]);
  });
});
