import type * as vscode from 'vscode';
import type { Engine } from '../engine/methods';
import type { Models } from './models';
import type { Reporter } from './reporter';
import type { Session } from './session';
import type { Tasks } from './tasks';

/** What the commands work with. */
export interface Services {
  /** The folder of few-shot files that come with the extension. */
  readonly examples: vscode.Uri;
  readonly engine: Engine & { restart(): Promise<void> };
  readonly models: Models;
  readonly reporter: Reporter;
  readonly session: Session;
  readonly tasks: Tasks;
}
