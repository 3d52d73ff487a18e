import { defineConfig } from 'vitest/config';

const common = { environment: 'node', testTimeout: 20_000 } as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: 'unit',
          include: [
            'src/**/*.test.ts',
            'webview/**/*.test.ts',
            'test/{golden,docs}/**/*.test.ts',
            'scripts/**/*.test.mjs',
          ],
        },
      },
      // What the packaged VSIX contains; needs `npm run package` first.
      { test: { ...common, name: 'package', include: ['test/package/**/*.test.ts'] } },
    ],
  },
});
