// Writes ThirdPartyNotices.txt: the licences of the npm packages whose code is in the bundles of dist/.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundledPackages } from './build/bundledPackages.mjs';
import { inRoot } from './lib/paths.mjs';
import { Failure, main } from './lib/process.mjs';

const RULE = `\n${'-'.repeat(100)}\n\n`;

/** Texts for packages that name their licence without bringing it. */
const MISSING = [
  { packages: /^(@microsoft\/fast-|@vscode\/l10n$|onnxruntime-)/, licence: 'MIT', file: 'mit-microsoft.txt' },
  { packages: /^onnxruntime-node$/, licence: 'MIT', file: 'onnxruntime-node.txt' },
];

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
  const own = readdirSync(folder).filter((file) =>
    /^(licen[cs]e|notice|copying|thirdpartynotices)/i.test(file),
  );
  const known = MISSING.filter(({ packages, licence }) => packages.test(name) && licence === license);
  const files = [
    ...own.map((file) => path.join(folder, file)),
    ...known.map(({ file }) => inRoot('scripts/build/licences', file)),
  ];
  if (files.length === 0)
    throw new Failure(
      `${name} ${version} (${license}) brings no licence text: add one to scripts/build/licences.`,
    );
  return `${name} ${version} (${license})\n\n${files.map((file) => readFileSync(file, 'utf8').trim()).join('\n\n')}\n`;
}
