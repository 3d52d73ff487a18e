import type { FewShotBlock } from '../demonstrations';
import { demonstrationHash } from '../vectors';
import type { ChosenText } from './chooseDocument';
import type { BlockWithState } from './freshness/blockStates';
import { sourceOf } from './reading/documentSource';
import type { Services } from './services';

/** The demonstrations that a chosen text means. @throws UserError where there are none, or what is there is broken */
export function blockOf(
  { blocks }: Pick<Services, 'blocks'>,
  { document, selection }: ChosenText,
): Promise<FewShotBlock> {
  return blocks.reader.ask('findDemonstrations', {
    ...sourceOf(document),
    selection: { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) },
  });
}

/** The same with its vector file and how it stands to that. */
export async function chosenBlock(
  services: Pick<Services, 'blocks'>,
  chosen: ChosenText,
): Promise<BlockWithState> {
  return withState(services, chosen, await blockOf(services, chosen));
}

/** How a block stands to its vector file, among the other blocks of its document. */
export async function withState(
  { blocks }: Pick<Services, 'blocks'>,
  { document }: ChosenText,
  block: FewShotBlock,
): Promise<BlockWithState> {
  const all = await blocks.states.of(document);
  const same = all.find((one) => one.block.start === block.start && one.block.end === block.end);
  if (same) return same;
  const hashed = { block, hashes: block.demonstrations.map(demonstrationHash) };
  const [alone] = await blocks.states.match(document, [hashed]);
  return alone ?? { ...hashed, state: 'notCompressed' };
}
