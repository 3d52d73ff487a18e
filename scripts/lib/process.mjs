import { spawn } from 'node:child_process';
import { ROOT } from './paths.mjs';

/** A failure whose message is one sentence for whoever ran the script; no stack is shown for it. */
export class Failure extends Error {}

/**
 * Runs a command with its output on this terminal (or on stderr, so that stdout stays the caller's).
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, output?: 'inherit' | 'stderr' | 'quiet' }} [options]
 * @returns {Promise<number>} the exit code; a signal counts as 1, a missing command as 127
 */
export function run(command, args, { cwd = ROOT, env, output = 'inherit' } = {}) {
  const stdout = { inherit: 'inherit', stderr: 2, quiet: 'ignore' }[output];
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', stdout, output === 'quiet' ? 'ignore' : 'inherit'],
    });
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** Like `run`, but a non-zero exit code throws a `Failure` with the given sentence. */
export async function must(sentence, command, args, options) {
  const code = await run(command, args, options);
  if (code !== 0) throw new Failure(`${sentence} (\`${command} ${args.join(' ')}\` ended with ${code}).`);
}

/** Runs a command and collects its stdout; stderr stays on this terminal. */
export function capture(command, args, { cwd = ROOT } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
    let stdout = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, stdout }));
  });
}

/** Whether a command exists and answers with exit code 0. */
export const works = async (command, args = ['--version']) =>
  (await run(command, args, { output: 'quiet' })) === 0;

/** Runs a script's main function and turns what it throws into one line and exit code 1. */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error);
    process.exitCode = 1;
  }
}
