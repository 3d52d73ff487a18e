import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { ensureNpmPackages } from './npm.mjs';
import { inRoot } from './paths.mjs';
import { Failure, capture, must } from './process.mjs';

const CLI = inRoot('dist/cli.js');

/**
 * The built command line, built first if it is missing or older than its sources. Says what it does on stderr only, because
 * stdout belongs to the command.
 */
export async function ensureCommandLine() {
  if (isFresh()) return CLI;
  await ensureNpmPackages('stderr');
  await must('The command line could not be built', process.execPath, [inRoot('esbuild.mjs')], {
    output: 'stderr',
  });
  return CLI;
}

function isFresh() {
  if (!existsSync(CLI)) return false;
  const built = statSync(CLI).mtimeMs;
  return ['src', 'scripts/build', 'package-lock.json', 'esbuild.mjs'].every(
    (name) => newest(inRoot(name)) <= built,
  );
}

function newest(file) {
  const status = statSync(file);
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(status.mtimeMs, ...readdirSync(file).map((name) => newest(path.join(file, name))));
}

/**
 * Runs one command of the built command line and returns the JSON object it prints.
 * @param {readonly string[]} args without `--json`
 */
export async function askCommandLine(args) {
  const { code, stdout } = await capture(process.execPath, [CLI, ...args, '--json']);
  if (code !== 0) throw new Failure(`\`mend ${args[0]}\` failed.`);
  return JSON.parse(stdout);
}
