const BLANKS = ' \t\r\n\v\f';

/**
 * The text without spaces, tabs, line breaks, vertical tabs and form feeds around it: how inputs, outputs and options are trimmed (see
 * docs/model-folder.md). `String.prototype.trim` takes other characters too, and other ones than its likes in other languages.
 */
export function trimText(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && BLANKS.includes(text.charAt(start))) start++;
  while (end > start && BLANKS.includes(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}
