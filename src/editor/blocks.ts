import { DisposableStore, type Disposable } from '../shared/disposable';
import { BlockStates } from './freshness/blockStates';
import { DocumentBlocks } from './freshness/documentBlocks';
import { VectorIndex } from './freshness/vectorIndex';
import { ChosenModel } from './lens/chosenModel';
import { TokenCounts } from './lens/tokenCounts';
import type { Services } from './services';
import type { Storage } from './session';

/** What is known of the few-shot blocks in documents. Nothing is read before it is asked for. */
export interface Blocks extends Disposable {
  readonly documents: DocumentBlocks;
  readonly states: BlockStates;
  readonly index: VectorIndex;
  readonly counts: TokenCounts;
  readonly chosen: ChosenModel;
}

export function createBlocks(
  services: Pick<Services, 'engine' | 'models' | 'reporter' | 'session'>,
  storage: Storage,
): Blocks {
  const resources = new DisposableStore();
  const documents = new DocumentBlocks();
  const index = resources.add(new VectorIndex());
  const chosen = resources.add(new ChosenModel(services.models));
  return {
    documents,
    states: new BlockStates(documents, index),
    index,
    counts: resources.add(new TokenCounts(services, chosen, storage)),
    chosen,
    dispose: () => resources.dispose(),
  };
}
