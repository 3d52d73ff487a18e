import type { Draft, PanelCommand } from '../src/panel/protocol';

/** What the panel's parts may do outside themselves. */
export interface Host {
  run(command: PanelCommand): void;
  predict(draft: Draft): void;
  draft(draft: Draft): void;
  cancel(): void;
  revealSource(): void;
  revealFile(): void;
}

/** What the panel may do besides: it shows demonstrations that stand in a document. */
export interface PanelHost extends Host {
  map(): void;
  pin(index: number, pinned: boolean): void;
  spend(rows: number): void;
}
