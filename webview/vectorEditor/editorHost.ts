import type { EditorCommand } from '../../src/vectorEditor/protocol';
import type { Host } from '../host';

/** What the editor's parts may do outside themselves; the panel's parts take it too. */
export interface EditorHost extends Host {
  run(command: EditorCommand): void;
}
