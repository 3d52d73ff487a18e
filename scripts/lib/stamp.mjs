import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A key that changes when one of the files or words changes. */
export function keyOf({ files = [], words = [] }) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file)).update('\0');
  hash.update(JSON.stringify([process.platform, process.arch, ...words]));
  return hash.digest('hex');
}

/**
 * Does the work only if it was not done to the end for the same key. The stamp goes away first and comes back last,
 * so that an interrupted run is done again.
 */
export async function once(stamp, key, work) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return false;
  rmSync(stamp, { force: true });
  await work();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, key);
  return true;
}
