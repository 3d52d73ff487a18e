/**
 * @huggingface/hub brings hashing for uploads, which nothing here makes, from a package that does not say that it may be left out where it is not used.
 */
export const unusedUploads = {
  name: 'unused-uploads',
  setup(build) {
    build.onResolve({ filter: /^@huggingface\/xetchunk-wasm$/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === 'asked') return undefined;
      const found = await build.resolve(path, { ...from, pluginData: 'asked' });
      return { ...found, sideEffects: false };
    });
  },
};
