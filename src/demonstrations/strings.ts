import { joinTexts, type PlacedText } from './placedText';
import type { SourceLanguage, StringToken, Token } from './tokens';

/**
 * The texts written as string literals in Python or TypeScript/JavaScript source, decoded. Literals that are concatenated (with `+` or by
 * standing side by side) are one text; literals separated by commas only (a list of strings) are one text with a line each.
 */
export function findStrings(
  source: string,
  language: SourceLanguage,
  tokens: readonly Token[],
): PlacedText[] {
  const groups: Group[] = [];
  let before: StringToken | undefined;
  for (const token of tokens) {
    if (token.type !== 'string') continue;
    const glue = before && glueOf(source.slice(before.end, token.start), language);
    const group = groups.at(-1);
    if (group && glue !== undefined) group.push({ glue, token });
    else groups.push([{ glue: '', token }]);
    before = token;
  }
  return groups.filter((group) => mayHoldBlock(group, source)).map(decodeGroup);
}

type Group = { readonly glue: string; readonly token: StringToken }[];

/** A text as short as this holds no two demonstrations. */
const SHORTEST = 12;

/** Demonstrations take several lines, or fields. */
function mayHoldBlock(group: Group, source: string): boolean {
  const [start, end] = [group[0]?.token.start ?? 0, group.at(-1)?.token.end ?? 0];
  return end - start >= SHORTEST && /[:：\n]|\\n/u.test(source.slice(start, end));
}

function decodeGroup(group: Group): PlacedText {
  const parts = group.flatMap(({ glue, token }) => {
    const text = token.decode();
    const place = (): number => token.start;
    return glue === '' ? [text] : [{ text: glue, at: place, endAt: place }, text];
  });
  return joinTexts(parts);
}

/** What stands for the source between two literals: nothing, a line break, or undefined where they do not belong together. */
function glueOf(between: string, language: SourceLanguage): string | undefined {
  if (between.length > 400) return undefined;
  const comments = language === 'python' ? /#[^\n]*|\\\r?\n/g : /\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  const bare = between.replace(comments, '').trim();
  if (bare === ',') return '\n';
  return bare === '' || bare === '+' ? '' : undefined;
}
