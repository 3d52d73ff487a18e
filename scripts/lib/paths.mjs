import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
/** Everything that is set up once and kept between runs; safe to delete. */
export const CACHE = path.join(ROOT, '.cache');
/** What tests leave behind: results, screenshots, logs. */
export const OUTPUT = path.join(ROOT, 'test/output');

/** @param {string[]} parts */
export const inRoot = (...parts) => path.join(ROOT, ...parts);
