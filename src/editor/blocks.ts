import * as path from 'node:path';
import { DisposableStore, type Disposable } from '../shared/disposable';
import { BlockStates } from './freshness/blockStates';
import { DocumentBlocks } from './freshness/documentBlocks';
import { VectorIndex } from './freshness/vectorIndex';
import { ChosenModel } from './lens/chosenModel';
import { TokenCounts } from './lens/tokenCounts';
import { Pins } from './pins/pins';
import { Reader } from './reading/reader';
import type { Services } from './services';
import type { Storage } from './session';
import { SurvivalMaps } from './survival/maps';

/** What is known of the few-shot blocks in documents. Nothing is read before it is asked for. */
export interface Blocks extends Disposable {
  readonly reader: Reader;
  readonly documents: DocumentBlocks;
  readonly states: BlockStates;
  readonly index: VectorIndex;
  readonly counts: TokenCounts;
  readonly chosen: ChosenModel;
  readonly pins: Pins;
  readonly survival: SurvivalMaps;
}

/** @param extension the extension's folder, which holds the bundle of the thread that reads */
export function createBlocks(
  services: Pick<Services, 'engine' | 'models' | 'reporter' | 'session'>,
  extension: string,
  storage: Storage,
): Blocks {
  const resources = new DisposableStore();
  const script = path.join(extension, 'dist', 'readingThread.js');
  const reader = resources.add(new Reader(script, (message) => services.reporter.log.warn(message)));
  const documents = new DocumentBlocks(reader);
  const index = resources.add(new VectorIndex());
  const chosen = resources.add(new ChosenModel(services.models));
  return {
    reader,
    documents,
    states: new BlockStates(documents, index),
    index,
    counts: resources.add(new TokenCounts(services, chosen, storage)),
    chosen,
    pins: resources.add(new Pins(storage)),
    survival: resources.add(new SurvivalMaps()),
    dispose: () => resources.dispose(),
  };
}
