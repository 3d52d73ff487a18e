import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { roomRules } from './rooms.mjs';

const linter = new Linter();
const parser = { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } };
const isRefused = (file, imported) =>
  linter.verify(`import '${imported}';`, [parser, ...roomRules()], file).length > 0;

describe('the arrows between rooms', () => {
  it.each([
    ['src/shared/a.ts', '../mend/b'],
    ['src/shared/a.ts', 'node:fs'],
    ['src/mend/a.ts', '../runtime/b'],
    ['src/mend/deep/a.ts', '../../vectors/b'],
    ['src/mend/a.ts', 'onnxruntime-node'],
    ['src/engine/a.ts', 'vscode'],
    ['src/editor/a.ts', '../engine/operations'],
    ['src/panel/a.ts', '../runtime/b'],
    ['webview/a.ts', '../src/vectors/b'],
    ['webview/a.ts', 'node:path'],
  ])('%s may not import %s', (file, imported) => {
    expect(isRefused(file, imported)).toBe(true);
  });

  it.each([
    ['src/mend/a.ts', '../shared/errors'],
    ['src/mend/a.ts', './b'],
    ['src/runtime/a.ts', 'onnxruntime-node'],
    ['src/engine/deep/a.ts', '../../runtime/b'],
    ['src/editor/a.ts', '../engine/client'],
    ['src/panel/a.ts', 'vscode'],
    ['webview/a.ts', '../src/panel/protocol'],
  ])('%s may import %s', (file, imported) => {
    expect(isRefused(file, imported)).toBe(false);
  });
});
