import { LAZY, lazyBundles } from './lazyBundles.mjs';
import { bundledBinding } from './native.mjs';
import { unusedUploads } from './unusedUploads.mjs';

/** What is built: one esbuild configuration per surrounding it runs in. */
export function bundles({ production }) {
  const common = {
    bundle: true,
    outdir: 'dist',
    metafile: true,
    sourcemap: !production,
    legalComments: 'none',
    // Names stay, so that a stack in a user's log says something.
    minifyWhitespace: production,
    minifySyntax: production,
  };
  // Node 20 is the oldest that a supported VS Code brings.
  const node = {
    ...common,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    plugins: [bundledBinding, lazyBundles, unusedUploads],
    // Packages whose `main` hides its imports from bundlers (UMD: jsonc-parser) have a `module` that does not.
    mainFields: ['module', 'main'],
  };
  return [
    { ...node, entryPoints: [entry('src/extension.ts', 'extension')], external: ['vscode'] },
    { ...node, entryPoints: [entry('src/engine/worker.ts', 'engine')] },
    { ...node, entryPoints: [entry('src/editor/reading/readingThread.ts', 'readingThread')] },
    { ...node, entryPoints: [entry('src/cli.ts', 'cli')], banner: { js: '#!/usr/bin/env node' } },
    { ...node, entryPoints: [entry('src/api.ts', 'api')] },
    ...LAZY.map(({ source, out }) => ({ ...node, entryPoints: [entry(source, out)] })),
    {
      ...common,
      entryPoints: [
        entry('webview/main.ts', 'webview/main'),
        entry('webview/vectorEditor/main.ts', 'webview/vectorEditor'),
        entry('webview/preview/main.ts', 'webview/preview'),
      ],
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
    },
  ];
}

const entry = (file, out) => ({ in: file, out });
