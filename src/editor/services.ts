import type * as vscode from 'vscode';
import type { EngineState } from '../engine/client';
import type { CudaPlaces } from '../engine/cuda/installed';
import type { Engine } from '../engine/methods';
import type { Event } from '../shared/emitter';
import type { Blocks } from './blocks';
import type { Models } from './models';
import type { Reporter } from './reporter';
import type { Session } from './session';
import type { Reports } from './support/reports';
import type { Tasks } from './tasks';

/** What the commands work with. */
export interface Services {
  /** The folder of few-shot files that come with the extension. */
  readonly examples: vscode.Uri;
  /** Where CUDA's provider libraries are, if they are. */
  readonly cuda: CudaPlaces;
  readonly engine: Engine & {
    readonly state: EngineState;
    readonly onDidChangeState: Event<EngineState>;
    restart(): Promise<void>;
  };
  /** What is known of the few-shot blocks in documents. */
  readonly blocks: Blocks;
  /** An engine of its own, for whoever needs one that has done nothing yet; to be disposed. */
  readonly freshEngine: () => Engine & { dispose(): Promise<void> };
  readonly models: Models;
  /** Opens the preview of predictions, which is a room of its own. */
  readonly previewPredictions: (
    target: vscode.Uri | undefined,
    place: { readonly start: number } | undefined,
  ) => Promise<unknown>;
  readonly reporter: Reporter;
  readonly reports: Reports;
  readonly session: Session;
  readonly tasks: Tasks;
}
