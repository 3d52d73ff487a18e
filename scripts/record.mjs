// Films the packaged extension in VS Code and takes the README's pictures: docs/images.   node scripts/record.mjs
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureNpmPackages } from './lib/npm.mjs';
import { packageExtension, vsixFile } from './lib/package.mjs';
import { OUTPUT, inRoot } from './lib/paths.mjs';
import { main, must } from './lib/process.mjs';
import { runRecording } from './lib/workbenchTests.mjs';
import { encodeGif } from './record/encodeGif.mjs';

/** Pictures that the README shows, by the names that the recording gives them. */
const PICTURES = ['panel-dark', 'linter', 'vector-editor'];

const TOOLS = inRoot('scripts/record/tools');

await main(async () => {
  await ensureNpmPackages();
  if (!existsSync(path.join(TOOLS, 'node_modules')))
    await must(
      'What encodes the film could not be installed: check that npm reaches its registry',
      'npm',
      ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
      { cwd: TOOLS },
    );
  if (!existsSync(vsixFile())) await packageExtension();
  const code = await runRecording(vsixFile());
  if (code !== 0) return code;
  mkdirSync(inRoot('docs/images'), { recursive: true });
  for (const name of PICTURES)
    copyFileSync(path.join(OUTPUT, `${name}.png`), inRoot('docs/images', `${name}.png`));
  const gif = encodeGif(path.join(OUTPUT, 'film'));
  writeFileSync(inRoot('docs/images/compress.gif'), gif);
  console.log(`docs/images/compress.gif: ${(gif.length / 1e6).toFixed(2)} MB`);
  return 0;
});
