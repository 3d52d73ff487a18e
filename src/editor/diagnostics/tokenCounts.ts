import type { Services } from '../services';
import type { CountTokens } from './lintDocument';

/** What is known of a block's tokens, or is counted by an engine that runs; nothing is started for it. */
export function tokenCounts({ blocks }: Pick<Services, 'blocks'>): CountTokens {
  return async (block) => {
    const report = await blocks.counts.get(block);
    const model = await blocks.chosen.get();
    return report && model ? { model: model.manifest.id, report } : undefined;
  };
}
