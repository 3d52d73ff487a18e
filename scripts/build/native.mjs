import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { inRoot } from '../lib/paths.mjs';
import { providerPackage } from './providerPackage.mjs';

const ORT = 'node_modules/onnxruntime-node';
const BINDING = './native/onnxruntime_binding.node';
const DYNAMIC_REQUIRE =
  'require(`../bin/napi-v6/${process.platform}/${process.arch}/onnxruntime_binding.node`)';

/** The platform this build runs on, as VSIX targets are named. */
export const hostTarget = () => `${process.platform}-${process.arch}`;

/**
 * Copies one platform's native libraries to dist/native; the package brings those of all. What its install script would download besides is only
 * noted there, for "MEND: Install CUDA Support".
 */
export function copyNative(target) {
  const [platform, arch] = target.split('-');
  const from = path.join(ORT, 'bin/napi-v6', platform, arch ?? '');
  if (!existsSync(from)) throw new Error(`onnxruntime-node has no native libraries for ${target}.`);
  mkdirSync('dist/native', { recursive: true });
  for (const file of readdirSync(from).filter(isNeeded))
    copyFileSync(path.join(from, file), path.join('dist/native', file));
  const more = providerPackage(
    createRequire(import.meta.url)(inRoot(ORT, 'script/install-metadata.js')),
    target,
  );
  if (more) writeFileSync('dist/native/providers.json', `${JSON.stringify(more, undefined, 2)}\n`);
}

/** macOS libraries come twice: the binding loads the one without the full version. */
const isNeeded = (file) => !/\.\d+\.\d+\.\d+\.dylib$/.test(file);

/** ONNX Runtime looks for providers' libraries beside its own only, so where there are some, it is loaded from a copy beside them. */
const CHOSEN_REQUIRE = `(() => {
  const folder = process.env.MEND_NATIVE;
  if (folder) {
    try {
      return require(require('node:path').join(folder, 'onnxruntime_binding.node'));
    } catch (error) {
      console.error('The native library in ' + folder + ' cannot be loaded: ' + error.message);
    }
  }
  return require('${BINDING}');
})()`;

/**
 * onnxruntime-node chooses its native binding by a path computed at run time, which no bundler can follow. This points that
 * one line at dist/native, beside the bundles, or at the folder that MEND_NATIVE names; and fails the build when the line is not there any more.
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
      return { contents: source.replace(DYNAMIC_REQUIRE, CHOSEN_REQUIRE), loader: 'js' };
    });
    build.onResolve({ filter: /onnxruntime_binding\.node$/ }, () => ({ path: BINDING, external: true }));
  },
};
