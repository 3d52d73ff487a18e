// Films the packaged extension in VS Code and takes the pictures of README and docs: docs/images.   node scripts/record.mjs [SCENE ...]
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureNpmPackages } from './lib/npm.mjs';
import { packageExtension, vsixFile } from './lib/package.mjs';
import { OUTPUT, inRoot } from './lib/paths.mjs';
import { Failure, main, must } from './lib/process.mjs';
import { runRecording } from './lib/workbenchTests.mjs';
import { encodeGif } from './record/encodeGif.mjs';

/** What comes with the film, and pictures that are scenes of their own; by the names that the recording gives them. */
const WITH_FILM = ['panel-dark', 'linter', 'vector-editor'];
const ALONE = ['preview', 'challenge', 'survival-map', 'pinned', 'break-even'];

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
  const scenes = process.argv.length > 2 ? process.argv.slice(2) : ['film', ...ALONE];
  const unknown = scenes.find((name) => name !== 'film' && !ALONE.includes(name));
  if (unknown !== undefined)
    throw new Failure(`There is no scene "${unknown}"; there are film, ${ALONE.join(', ')}.`);
  const code = await runRecording(vsixFile(), scenes);
  if (code !== 0) return code;
  mkdirSync(inRoot('docs/images'), { recursive: true });
  const filmed = scenes.includes('film');
  for (const name of [...ALONE.filter((one) => scenes.includes(one)), ...(filmed ? WITH_FILM : [])])
    copyFileSync(path.join(OUTPUT, `${name}.png`), inRoot('docs/images', `${name}.png`));
  if (!filmed) return 0;
  const gif = encodeGif(path.join(OUTPUT, 'film'));
  writeFileSync(inRoot('docs/images/compress.gif'), gif);
  console.log(`docs/images/compress.gif: ${(gif.length / 1e6).toFixed(2)} MB`);
  return 0;
});
