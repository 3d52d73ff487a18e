import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Arm } from '../harness/alternate';
import { root } from '../harness/options';

interface Probed {
  readonly load: number;
  readonly activate: number;
  readonly native: readonly string[];
}

/** Loads and activates an extension in a fresh process; the time is that of both, without the process's own start. */
export function activation(name: string, bundle: string): Arm {
  return {
    name,
    run: async () => {
      const { stdout } = await promisify(execFile)(process.execPath, [
        `${root}/bench/activation/probe.mjs`,
        bundle,
      ]);
      const { load, activate, native } = JSON.parse(stdout) as Probed;
      if (native.length > 0) throw new Error(`Activation loaded native code: ${native.join(', ')}`);
      return load + activate;
    },
  };
}
