import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../harness/options';

/** Where models of the shapes are kept between runs. */
const STORE = join(root, '.cache/bench');

/** Folders of models with random weights of these shapes, in int8 and fp16; those that are missing are made, which takes minutes and gigabytes. */
export function builtModels(shapes: readonly string[]): readonly string[] {
  return shapes.map((shape) => {
    const folder = join(STORE, shape);
    if (!existsSync(join(folder, 'model/mend.json'))) build(shape, folder);
    return join(folder, 'model');
  });
}

/** A random checkpoint as the hub would have it, converted as a user would convert it. */
function build(shape: string, folder: string): void {
  const python = process.env['MEND_PYTHON'] ?? join(root, '.cache/venv/bin/python');
  if (!existsSync(python)) {
    throw new Error(
      `${python} is missing, and models of large shapes are made with it: run \`npm run test:training\` once, set MEND_PYTHON, or name a model with --model.`,
    );
  }
  mkdirSync(folder, { recursive: true });
  run(python, ['bench/randomCheckpoint.py', shape, folder]);
  const parts = ['checkpoint', 'model', 'distiller'].map((name) => join(folder, name));
  const [checkpoint = '', model = '', distiller = ''] = parts;
  const dtypes = ['--dtype', 'int8', 'fp16'];
  run(python, [
    '-m',
    'mend_training',
    'convert',
    checkpoint,
    model,
    '--distiller',
    distiller,
    ...dtypes,
    '--no-check',
  ]);
  for (const source of [checkpoint, distiller]) rmSync(source, { recursive: true, force: true });
}

function run(python: string, args: readonly string[]): void {
  console.log(`${python} ${args.join(' ')}`);
  const env = { ...process.env, PYTHONPATH: join(root, 'training') };
  const { status, error } = spawnSync(python, args, { cwd: root, env, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) throw new Error(`python ended with ${status}; above it says why.`);
}
