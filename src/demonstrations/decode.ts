import { UserError } from '../shared/errors';

/**
 * The text of a file. A byte order mark is dropped.
 * @param name how the sentence names the file.
 * @throws UserError `badInput` if the bytes are empty, binary (hold a NUL) or not UTF-8.
 */
export function decodeText(bytes: Uint8Array, name: string): string {
  if (bytes.length === 0)
    throw new UserError('badInput', `${name} is empty: write at least 2 demonstrations into it.`);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new UserError('badInput', `${name} is encoded in UTF-16: save it as UTF-8.`);
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0)
    throw new UserError('badInput', `${name} is binary (byte ${nul} is zero): choose a text file.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UserError('badInput', `${name} is not valid UTF-8${firstBad(bytes)}: save it as UTF-8.`, {
      cause: error,
    });
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
