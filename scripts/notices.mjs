// Writes ThirdPartyNotices.txt: the licences of the npm packages whose code is in the bundles of dist/.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundledPackages } from './build/bundledPackages.mjs';
import { inRoot } from './lib/paths.mjs';
import { Failure, main } from './lib/process.mjs';

const RULE = `\n${'-'.repeat(100)}\n\n`;

await main(() => {
  const folders = bundledPackages();
  const intro =
    'This extension contains code of the following packages, under the licences that follow each name.\n';
  writeFileSync(
    inRoot('ThirdPartyNotices.txt'),
    intro + folders.map((folder) => RULE + noticeOf(folder)).join(''),
  );
});

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder).filter((file) =>
    /^(licen[cs]e|notice|copying|thirdpartynotices)/i.test(file),
  );
  const extra = inRoot('scripts/build/licences', `${name.replace('/', '__')}.txt`);
  if (existsSync(extra)) texts.push(path.relative(folder, extra));
  if (texts.length === 0)
    throw new Failure(`${name} ${version} (${license}) brings no licence text: put it into ${extra}.`);
  return `${name} ${version} (${license})\n\n${texts.map((file) => readFileSync(path.join(folder, file), 'utf8').trim()).join('\n\n')}\n`;
}
