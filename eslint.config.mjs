import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { roomRules } from './scripts/lint/rooms.mjs';
import { translatedTexts } from './scripts/lint/texts.mjs';

const TESTS = ['**/*.test.ts', 'test/**/*.ts', '**/testing/**/*.ts'];
const NODE_GLOBALS = {
  process: 'readonly',
  console: 'readonly',
  Buffer: 'readonly',
  setTimeout: 'readonly',
  URL: 'readonly',
};

export default defineConfig(
  { ignores: ['dist/', 'out/', '.cache/', 'coverage/', 'training/', 'models/', 'test/output/', 'examples/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './webview/tsconfig.json', './test/e2e/tsconfig.json'] },
    },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: 250, skipBlankLines: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 15],
      'max-depth': ['error', 4],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Returning what a function without a result returns reads well; index signatures can name their key.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      // The compiler's noPropertyAccessFromIndexSignature is off, so both spellings are fine.
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    // The shared room runs in Node, in the extension host and in a browser.
    files: ['src/shared/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        'process',
        'Buffer',
        'window',
        'document',
        'navigator',
        'require',
        '__dirname',
      ],
    },
  },
  ...roomRules(),
  {
    files: ['src/**/*.ts'],
    ignores: ['**/*.test.ts', 'src/cli/**', '**/testing/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "NewExpression[callee.name='UserError'] > :matches(Literal, TemplateLiteral, BinaryExpression).arguments:nth-child(2)",
          message: 'A text for the user: write it as sentence(…), and run `npm run l10n`.',
        },
      ],
    },
  },
  {
    files: ['webview/**/*.ts'],
    ignores: ['**/*.test.ts'],
    plugins: { texts: { rules: { translated: translatedTexts } } },
    rules: { 'texts/translated': 'error' },
  },
  {
    files: TESTS,
    rules: {
      'no-console': 'off',
      'max-lines': ['error', { max: 500, skipBlankLines: true }],
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  // The child's stderr is the engine's log.
  { files: ['src/engine/**/*.ts'], rules: { 'no-console': ['error', { allow: ['error'] }] } },
  { files: ['src/cli.ts', 'src/cli/**/*.ts', 'bench/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: NODE_GLOBALS },
    rules: {
      'max-lines': ['error', { max: 250, skipBlankLines: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
);
