/** Shorter words that differ in a letter are different words. */
const SHORTEST = 5;

/** Whether a label is another one by mistake: the same but for case, spaces and marks at its ends, or for one letter of a long word. */
export function isTypo(label: string, meant: string): boolean {
  if (label === meant) return false;
  const [one, other] = [bare(label), bare(meant)];
  // Marks alone, such as + and -, are all that some labels are.
  if (one === '' || other === '') return false;
  if (one === other) return true;
  const isWord = (text: string): boolean => /^[\p{L} _-]+$/u.test(text) && text.length >= SHORTEST;
  return isWord(one) && isWord(other) && oneEditApart(one, other);
}

const bare = (label: string): string =>
  label
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^[\s"'.,:;!]+|[\s"'.,:;!]+$/g, '');

/** One letter more, less or other, or two neighbours exchanged. */
function oneEditApart(one: string, other: string): boolean {
  if (one.length > other.length) return oneEditApart(other, one);
  if (other.length - one.length > 1) return false;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  if (one.length < other.length) return one.slice(at) === other.slice(at + 1);
  const exchanged =
    one[at] === other[at + 1] && one[at + 1] === other[at] && one.slice(at + 2) === other.slice(at + 2);
  return exchanged || one.slice(at + 1) === other.slice(at + 1);
}
