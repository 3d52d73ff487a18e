import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Services } from '../editor/services';
import { choose, chooseQueryFile, type Chosen } from './choose';
import { exportRows } from './exportRows';
import { keepLive, markCurrent } from './live';
import { Preview } from './preview';
import { openPanel, showPreview } from './previewPanel';
import { noQueryHere, queriesOf, queryAtCursor, type QueryList } from './querySource';
import { revealQuery } from './reveal';
import { subjectAt } from './subject';
import { turnOf } from './turn';

/** The preview that is open; another run of the command takes its place. */
let open: vscode.WebviewPanel | undefined;

/**
 * Shows how queries are answered zero-shot, with all demonstrations, with fewer and with the vectors, in a table beside the editor.
 *
 * @param target a document with demonstrations, or a file of queries; by default the active editor's
 * @param at an offset in the block
 * @returns undefined when a question was cancelled
 */
export async function previewPredictions(
  services: Services,
  extension: vscode.Uri,
  target?: vscode.Uri,
  at?: { readonly start: number },
): Promise<Preview | undefined> {
  const chosen = await choose(services, target, at);
  if (!chosen) return undefined;
  open?.dispose();
  const title = vscode.l10n.t('Predictions: {0}', path.basename(chosen.place.uri.path));
  const preview = startPreview(services, extension, openPanel(title), chosen);
  await preview.refresh();
  return preview;
}

/** Makes the preview of what was chosen, in a panel that shows nothing yet. The caller has it refreshed. */
export function startPreview(
  services: Services,
  extension: vscode.Uri,
  panel: vscode.WebviewPanel,
  { place, source }: Chosen,
): Preview {
  // A window that was just opened may have its editors before any of them is active.
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  const now = { place, source, editor };
  const preview: Preview = new Preview({
    engine: services.engine,
    clock: () => performance.now(),
    turn: (signal) => turnOf(services.session, signal),
    sentence: (error) => services.reporter.sentence(error),
    origin: () => ({
      demonstrations: now.place.uri.toString(),
      offset: now.place.offset,
      queries: now.source === 'cursor' ? 'cursor' : now.source.uri.toString(),
    }),
    subject: async () => {
      const subject = await subjectAt(services, now.place);
      // Text above the block may have come or gone; the next look begins where the block is now.
      now.place = { ...now.place, offset: subject.block.start };
      return subject;
    },
    queries: async () =>
      now.source === 'cursor' ? atCursor(services, preview, now) : queriesOf(services, now.source.uri),
  });
  showPreview(panel, extension, preview, services.reporter, {
    chooseQueries: () => void chooseAgain(),
    export: (rows) => void exportRows(services.reporter, preview, rows),
    reveal: (row) => void revealQuery(services.reporter, preview, row),
  });
  async function chooseAgain(): Promise<void> {
    const other = await chooseQueryFile(now.place.uri);
    if (!other) return;
    now.source = other;
    await preview.refresh();
  }
  const watching = keepLive(services, preview, panel, {
    demonstrations: () => now.place.uri,
    source: () => now.source,
    onEditor: (editor) => (now.editor = editor),
  });
  open = panel;
  panel.onDidDispose(() => {
    watching.dispose();
    preview.dispose();
    if (open === panel) open = undefined;
  });
  preview.onDidShow(() => now.editor && markCurrent(preview, now.editor));
  return preview;
}

/** The query that the cursor means now; where it means none, the last one stays. @throws UserError where there never was one */
async function atCursor(
  services: Services,
  preview: Preview,
  { editor, place }: { editor: vscode.TextEditor | undefined; place: Chosen['place'] },
): Promise<QueryList> {
  const found = editor && (await queryAtCursor(services, editor, place));
  if (found) return found;
  if (preview.queries) return preview.queries;
  throw noQueryHere();
}
