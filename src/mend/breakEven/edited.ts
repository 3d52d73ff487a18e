import type { Demonstration } from '../../demonstrations/types';

/** The golden ratio's fractional part: its multiples, without their whole parts, spread evenly however many there are. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** What the input of the one that is edited begins with: as much of it is changed as can be. */
const WORD = 'Now';

/** The demonstrations after an edit of one of the first `used`: of the first in round 0, and of others, early and late, in the rounds after. */
export function edited(
  demonstrations: readonly Demonstration[],
  used: number,
  round: number,
): readonly Demonstration[] {
  const place = Math.floor(((round * GOLDEN) % 1) * used);
  return demonstrations.map((one, at) => (at === place ? { ...one, input: `${WORD} ${one.input}` } : one));
}
