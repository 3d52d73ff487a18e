/**
 * What a user wrote stands between quotes in the project's own sentences and in those of Node. From the first quote of a line to the last: what is
 * quoted may hold quotes. Where there is no second one, to the line's end.
 */
const QUOTED = [/“[^\n]*”|“[^\n]*$/gm, /"[^\n]*"|"[^\n]*$/gm, /(?<=^|[\s(=:])'[^'\n]*'(?=$|[\s).,:;])/g];
const URI = /\b([a-z][a-z\d+.-]+):\/\/[^\s<>)]*\//gi;
/** The folders of an absolute path; names may hold blanks, so that what stands before a further slash counts as a folder. */
const FOLDERS = /(?<![\w.…~/\\])(?:~|[A-Za-z]:)?[\\/]{1,2}(?:[^\\/:,\n<>|]+[\\/])+/g;
const RELATIVE_FOLDERS = /(?<![\w.…~/\\])(?:[\w.@-]+[\\/]){2,}/g;

/**
 * A text for a report that others may read: nothing between quotes, and of every path its last name alone. What it takes too much of is no loss;
 * what it left would be one.
 * @param home the user's home folder, which becomes `~` even where nothing follows
 */
export function scrub(text: string, home: string): string {
  const unquoted = QUOTED.reduce((rest, pattern) => rest.replace(pattern, '“…”'), text);
  const homeless = home.length > 1 ? unquoted.replaceAll(home, '~') : unquoted;
  return homeless.replace(URI, '$1:…/').replace(FOLDERS, '…/').replace(RELATIVE_FOLDERS, '…/');
}
