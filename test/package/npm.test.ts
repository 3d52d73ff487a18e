import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(path.join(tmpdir(), 'mend-npm-'));
const inFolder = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd: folder, encoding: 'utf8' });
const NPM = ['--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'];

describe('the npm package', () => {
  beforeAll(() => {
    execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder]);
    writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
    const { version } = JSON.parse(
      execFileSync('npm', ['pkg', 'get', 'version', 'name', '--json'], { encoding: 'utf8' }),
    ) as { version: string };
    inFolder('npm', 'install', '--offline', ...NPM, `./mend-distill-${version}.tgz`);
  }, 120_000);

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('needs no other package', () => {
    const installed = JSON.parse(inFolder('npm', 'ls', '--all', '--json')) as {
      dependencies: Record<string, { dependencies?: object }>;
    };
    expect(Object.keys(installed.dependencies)).toEqual(['mend-distill']);
    expect(installed.dependencies['mend-distill']?.dependencies).toBeUndefined();
  });

  it('brings the command `mend`, which finds the embedded model', () => {
    const { models } = JSON.parse(inFolder('node_modules/.bin/mend', 'models', 'list', '--json')) as {
      models: { id: string }[];
    };
    expect(models.map(({ id }) => id)).toContain('mend-gpt2-mini');
  });

  it('gives loadVectors and predict to `require`', () => {
    const script = `console.log(JSON.stringify(Object.keys(require('mend-distill')).sort()))`;
    expect(JSON.parse(inFolder('node', '-e', script))).toEqual(
      expect.arrayContaining(['loadVectors', 'predict']),
    );
  });

  it('answers with vectors that it wrote', () => {
    const demonstrations = path.resolve('examples/choose-first.md');
    inFolder('node_modules/.bin/mend', 'compress', demonstrations, '-o', 'first.mend.safetensors');
    const script = `
      const { loadVectors, predict } = require('mend-distill');
      (async () => {
        const vectors = await loadVectors('first.mend.safetensors');
        const { arms } = await predict(vectors, { input: 'river, apple, chair', options: ['river', 'apple', 'chair'] });
        console.log(JSON.stringify(arms.distilled));
        await vectors.dispose();
      })();`;
    const { prediction, probabilities } = JSON.parse(inFolder('node', '-e', script)) as {
      prediction: string;
      probabilities: number[];
    };
    expect(['river', 'apple', 'chair']).toContain(prediction);
    expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  });
});
