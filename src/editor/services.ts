import type { Engine } from '../engine/methods';
import type { Models } from './models';
import type { Reporter } from './reporter';
import type { Session } from './session';
import type { Tasks } from './tasks';

/** What the commands work with. */
export interface Services {
  readonly engine: Engine & { restart(): Promise<void> };
  readonly models: Models;
  readonly reporter: Reporter;
  readonly session: Session;
  readonly tasks: Tasks;
}
