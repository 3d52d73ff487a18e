import type { Finding, ModelTokens, RuleSettings } from '../../linter';
import type { HashedBlock, SourceText } from '../reading/methods';
import type { Reader } from '../reading/reader';

/** The tokens of a block's demonstrations, where that starts no model. */
export type CountTokens = (block: HashedBlock) => Promise<ModelTokens | undefined>;

/** What the rule finds that needs the tokens too. @throws UserError `cancelled` */
export async function windowFindings(
  reader: Pick<Reader, 'ask'>,
  source: SourceText,
  rules: RuleSettings,
  count: CountTokens,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (rules['over-window'] === 'off') return [];
  const blocks = await reader.ask('lintedBlocks', source, signal);
  const tokens = await Promise.all(blocks.map(count));
  if (tokens.every((counted) => counted === undefined)) return [];
  return reader.ask('lint', { ...source, rules, tokens }, signal);
}
