import { inRoot } from '../lib/paths.mjs';

/** Parts that few runs need, with the large libraries they bring: each is a bundle of its own, loaded when it is first imported. */
export const LAZY = [
  { source: 'src/models/add/index.ts', out: 'addModel' },
  // What reads documents: the editor starts without it, and so does the command line.
  { source: 'src/linter/reading.ts', out: 'reading' },
  { source: 'src/cli/proxyFetch.ts', out: 'proxyFetch' },
  { source: 'src/engine/cuda/index.ts', out: 'cudaSupport' },
];

/** Makes an `import('…')` of such a part load its bundle, beside the one that it is in. */
export const lazyBundles = {
  name: 'lazy-bundles',
  setup(build) {
    build.onResolve({ filter: /^\./ }, async ({ path, kind, ...from }) => {
      if (kind !== 'dynamic-import') return undefined;
      // As a require, so that this question does not come here again.
      const { path: found } = await build.resolve(path, { ...from, kind: 'require-call' });
      const part = LAZY.find(({ source }) => found === inRoot(source));
      return part && { path: `./${part.out}.js`, external: true };
    });
  },
};
