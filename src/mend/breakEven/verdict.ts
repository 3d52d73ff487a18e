import { sentence, type Sentence } from '../../shared/sentence';
import { type Contender, type Phase, phases } from './breakEven';
import type { Costs } from './ways';

/** In one sentence: which way to use, and from how many queries on it pays. It speaks of cost alone. */
export function verdict(costs: Costs): Sentence {
  return inOneSentence(phases(costs));
}

/** @param found at least one, the first from 1 on */
export function inOneSentence([first, ...later]: readonly Phase[]): Sentence {
  const [second, third] = later;
  if (!first || (first.way === 'fullIcl' && !second)) return NOTHING_PAYS;
  if (!second) return first.way === 'distilled' ? VECTORS_AT_ONCE : EXACT_AT_ONCE;
  if (third) {
    return sentence(
      'It depends on how often you edit the demonstrations: use {0} below {1} queries between two edits, {2} from {1} on, and {3} from {4} on.',
      NAMES[first.way],
      second.from,
      NAMES[second.way],
      NAMES[third.way],
      third.from,
    );
  }
  if (first.way !== 'fullIcl') {
    return sentence(
      'It depends on how often you edit the demonstrations: use {0} below {1} queries between two edits, and {2} from {1} on.',
      NAMES[first.way],
      second.from,
      NAMES[second.way],
    );
  }
  return second.way === 'distilled'
    ? sentence(
        'Use the vectors: from {0} queries on (counted anew after every edit) they cost less than full ICL, and exact KV does not undercut them.',
        second.from,
      )
    : sentence(
        'Use exact KV: from {0} queries on (counted anew after every edit) it costs less than full ICL, and the vectors do not undercut it.',
        second.from,
      );
}

const NOTHING_PAYS = sentence(
  'Nothing pays here: neither exact KV nor the vectors cost less than full ICL, at any number of queries.',
);
const EXACT_AT_ONCE = sentence(
  'Use exact KV: it costs less than full ICL from the first query on, and the vectors do not undercut it at any number of queries.',
);
const VECTORS_AT_ONCE = sentence(
  'Use the vectors: they cost less than full ICL from the first query on, even where every query follows an edit, and exact KV does not undercut them.',
);

/** What the ways are called within a sentence. */
const NAMES: Readonly<Record<Contender, Sentence>> = {
  fullIcl: sentence('full ICL'),
  exactKv: sentence('exact KV'),
  distilled: sentence('the vectors'),
};
