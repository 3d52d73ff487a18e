import { existsSync } from 'node:fs';
import { Failure, run, works } from './process.mjs';

/** Programs the tests need, the Debian packages that bring them, and how to tell that they are there. */
const PROGRAMS = {
  python3: {
    packages: ['python3', 'python3-venv'],
    present: () => works('python3', ['-c', 'import venv, ensurepip']),
  },
  make: { packages: ['make'], present: () => works('make') },
  'g++': { packages: ['g++'], present: () => works('g++') },
};

/**
 * Installs the missing ones of these programs with apt, as root or through sudo.
 * @param {readonly (keyof typeof PROGRAMS)[]} names
 */
export async function ensurePrograms(names) {
  const missing = [];
  for (const name of names) if (!(await PROGRAMS[name].present())) missing.push(name);
  if (missing.length > 0) await aptInstall(missing.flatMap((name) => PROGRAMS[name].packages));
}

/** Installs Debian packages, or throws one sentence that says which and why not. */
export async function aptInstall(packages) {
  const what = packages.join(', ');
  if (!existsSync('/usr/bin/apt-get'))
    throw new Failure(
      `This machine has no apt: install ${what} with its own package manager and run this again.`,
    );
  const prefix = await rootPrefix(what);
  const apt = (...args) =>
    run('env', ['DEBIAN_FRONTEND=noninteractive', ...prefix, 'apt-get', ...args], { output: 'stderr' });
  await apt('update', '-qq');
  if ((await apt('install', '-y', '-qq', '--no-install-recommends', ...packages)) !== 0)
    throw new Failure(`apt could not install ${what}: install it yourself and run this again.`);
}

async function rootPrefix(what) {
  if (process.getuid?.() === 0) return [];
  if (await works('sudo', ['-n', 'true'])) return ['sudo', '-n', '-E'];
  throw new Failure(
    `${what} must be installed, which needs root: run this again as root or with a sudo that asks for no password.`,
  );
}
