import { setImmediate as nextTurn } from 'node:timers/promises';
import { type RuleId, ruleIds } from '../../linter/types';
import type { CallContext } from '../../shared/calls';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import { Rpc } from '../../shared/rpc';
import type { Transport } from '../../shared/transport';
import { demonstrationHash } from '../../vectors';
import { findDemonstrations } from './findDemonstrations';
import type { HashedBlock, LintParams, ReadingMethods, SourceText } from './methods';
import { SearchedTexts } from './searchedTexts';

/** The rule that needs tokens; the others read the text alone. */
const NEEDS_TOKENS: RuleId = 'over-window';

/** Everything that reads documents, with the parsers of all formats. */
const reading = () => import('../../linter/reading');

/** Reads documents for whoever asks over `transport`. */
export function serveReading(
  transport: Transport,
  log: (message: string) => void,
): Rpc<object, ReadingMethods> {
  const searchedTexts = reading().then(({ searchText }) => new SearchedTexts(searchText));
  /** Lets a cancel that was sent after the request come first: a text that was changed since need not be searched. */
  const searched = async (source: SourceText, { signal }: CallContext) => {
    await nextTurn();
    if (signal.aborted) throw new UserError('cancelled', sentence('Reading the document was cancelled.'));
    return (await searchedTexts).get(source);
  };

  return new Rpc<object, ReadingMethods>(
    transport,
    {
      findBlocks: async (source, context) => {
        const found = await searched(source, context);
        const { blocksIn } = await reading();
        return blocksIn(found).flatMap((block) => (block.unsure ? [] : [hashed(block)]));
      },
      findDemonstrations: async (excerpt, context) =>
        findDemonstrations(excerpt, await searched(excerpt, context)),
      parseQueries: async ({ text, hint }) => (await reading()).parseQueries(text, hint),
      readQueries: async ({ text, hint }) => (await reading()).readQueries(text, hint),
      lintedBlocks: async (source, context) => {
        const found = await searched(source, context);
        const { readSearched } = await reading();
        return readSearched(found).blocks.map(({ format, start, end, demonstrations }) =>
          hashed({ format, start, end, demonstrations, ranges: demonstrations }),
        );
      },
      lint: async (params, context) => lintSearched(params, await searched(params, context), context),
    },
    { peer: 'the editor', log },
  );
}

const hashed = (block: HashedBlock['block']): HashedBlock => ({
  block,
  hashes: block.demonstrations.map(demonstrationHash),
});

async function lintSearched(
  { rules, tokens }: LintParams,
  found: Parameters<Awaited<ReturnType<typeof reading>>['readSearched']>[0],
  { signal }: CallContext,
): Promise<ReturnType<ReadingMethods['lint']>> {
  const { lint, readSearched } = await reading();
  const document = readSearched(found);
  const off = tokens ? ruleIds.filter((id) => id !== NEEDS_TOKENS) : [NEEDS_TOKENS];
  const blocks = tokens
    ? document.blocks.flatMap((block, index) => {
        const counted = tokens[index];
        return counted ? [{ ...block, tokens: counted }] : [];
      })
    : document.blocks;
  const asked = { ...rules, ...Object.fromEntries(off.map((id) => [id, 'off'])) };
  return lint({ ...document, blocks }, { rules: asked, signal, pause: () => nextTurn() });
}
