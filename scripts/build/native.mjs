import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const ORT = 'node_modules/onnxruntime-node';
const BINDING = './native/onnxruntime_binding.node';
const DYNAMIC_REQUIRE =
  'require(`../bin/napi-v6/${process.platform}/${process.arch}/onnxruntime_binding.node`)';

/** The platform this build runs on, as VSIX targets are named. */
export const hostTarget = () => `${process.platform}-${process.arch}`;

/** Copies one platform's native libraries to dist/native; the package brings those of all. */
export function copyNative(target) {
  const [platform, arch] = target.split('-');
  const from = path.join(ORT, 'bin/napi-v6', platform, arch ?? '');
  if (!existsSync(from)) throw new Error(`onnxruntime-node has no native libraries for ${target}.`);
  mkdirSync('dist/native', { recursive: true });
  for (const file of readdirSync(from).filter(isNeeded))
    copyFileSync(path.join(from, file), path.join('dist/native', file));
}

/** macOS libraries come twice: the binding loads the one without the full version. */
const isNeeded = (file) => !/\.\d+\.\d+\.\d+\.dylib$/.test(file);

/**
 * onnxruntime-node chooses its native binding by a path computed at run time, which no bundler can follow. This points that
 * one line at dist/native, beside the bundles, and fails the build when the line is not there any more.
 */
export const bundledBinding = {
  name: 'bundled-binding',
  setup(build) {
    build.onLoad({ filter: /onnxruntime-node[\\/]dist[\\/]binding\.js$/ }, ({ path: file }) => {
      const source = readFileSync(file, 'utf8');
      if (!source.includes(DYNAMIC_REQUIRE))
        return {
          errors: [
            {
              text: `${file} loads its native binding in another way than scripts/build/native.mjs expects.`,
            },
          ],
        };
      return { contents: source.replace(DYNAMIC_REQUIRE, `require('${BINDING}')`), loader: 'js' };
    });
    build.onResolve({ filter: /onnxruntime_binding\.node$/ }, () => ({ path: BINDING, external: true }));
  },
};
