import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';

/**
 * The text of a file. A byte order mark is dropped.
 * @param name how the sentence names the file.
 * @throws UserError `badInput` if the bytes are empty, binary (hold a NUL) or not UTF-8.
 */
export function decodeText(bytes: Uint8Array, name: string): string {
  if (bytes.length === 0)
    throw new UserError('badInput', sentence('{0} is empty: write at least 2 demonstrations into it.', name));
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new UserError('badInput', sentence('{0} is encoded in UTF-16: save it as UTF-8.', name));
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0)
    throw new UserError(
      'badInput',
      sentence('{0} is binary (byte {1} is zero): choose a text file.', name, nul),
    );
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UserError(
      'badInput',
      sentence('{0} is not valid UTF-8{1}: save it as UTF-8.', name, firstBad(bytes)),
      {
        cause: error,
      },
    );
  }
}

/** Where decoding fails: found by halving, since the decoder does not tell. */
function firstBad(bytes: Uint8Array): string {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodes(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  const line = 1 + bytes.subarray(0, good).reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0);
  return ` (line ${line})`;
}

function decodes(bytes: Uint8Array): boolean {
  try {
    // `stream` accepts a character that is cut at the end.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
