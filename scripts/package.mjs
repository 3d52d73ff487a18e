// Packs the extension for one platform: node scripts/package.mjs [--target linux-x64]
import { parseArgs } from 'node:util';
import { packageExtension } from './lib/package.mjs';
import { ensureNpmPackages } from './lib/npm.mjs';
import { main } from './lib/process.mjs';

const { values } = parseArgs({ options: { target: { type: 'string' } } });
await main(async () => {
  await ensureNpmPackages();
  console.log(await packageExtension(values.target));
});
