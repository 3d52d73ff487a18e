import type { Demonstration } from '../../demonstrations/types';

/** What the input of the one that is edited begins with: as much of it is changed as can be. */
const WORD = 'Now';

/**
 * The demonstrations after an edit of the one in the middle of the first `used`. What is read behind an edit grows evenly with how far in front it
 * is, so that this one costs what edits cost on the average.
 */
export function edited(demonstrations: readonly Demonstration[], used: number): readonly Demonstration[] {
  const middle = Math.floor(used / 2);
  return demonstrations.map((one, at) => (at === middle ? { ...one, input: `${WORD} ${one.input}` } : one));
}
