import { existsSync } from 'node:fs';
import path from 'node:path';
import { CACHE, inRoot } from './paths.mjs';
import { Failure, must, run } from './process.mjs';
import { keyOf, once } from './stamp.mjs';
import { ensurePrograms } from './system.mjs';

const VENV = path.join(CACHE, 'venv');
const PYTHON = path.join(VENV, 'bin/python');
const TRAINING = inRoot('training');

/** The interpreter of the training environment if it is set up, without setting it up. */
export const existingPython = () => (existsSync(PYTHON) ? PYTHON : undefined);

/**
 * A virtual environment with `training/` and its pinned requirements. `MEND_PYTHON` names an interpreter that has them already.
 * @returns {Promise<string>} the interpreter
 */
export async function ensurePython() {
  if (process.env.MEND_PYTHON) return process.env.MEND_PYTHON;
  const project = path.join(TRAINING, 'pyproject.toml');
  await once(path.join(VENV, '.stamp'), keyOf({ files: [project] }), async () => {
    await ensurePrograms(['python3']);
    await checkVersion();
    console.error('Setting up the Python environment of training/; this happens once.');
    await must('The virtual environment could not be made', 'python3', ['-m', 'venv', '--clear', VENV]);
    await must(
      'The Python packages could not be installed: check that pip reaches its index, then run this again',
      PYTHON,
      ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-e', `${TRAINING}[dev]`],
    );
  });
  return PYTHON;
}

async function checkVersion() {
  if (
    (await run('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))'], {
      output: 'quiet',
    })) !== 0
  )
    throw new Failure(
      'Python 3.11 or later is needed for training/: install it as python3 and run this again.',
    );
}
