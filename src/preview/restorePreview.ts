import * as vscode from 'vscode';
import { previewId } from '../editor/ids';
import type { Services } from '../editor/services';
import { UserError } from '../shared/errors';
import type { Chosen } from './choose';
import { startPreview } from './openPreview';
import { readOrigin } from './webviewInput';

/** Has previews that were open when the window was closed or reloaded brought back, as soon as they are in sight: the same demonstrations and queries are asked again. */
export function registerPreview(services: Services, extension: vscode.Uri): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(previewId, {
    deserializeWebviewPanel: (panel, kept) => {
      const chosen = chosenFrom(kept);
      if (chosen) void startPreview(services, extension, panel, chosen).refresh();
      else {
        panel.dispose();
        services.reporter.show(notKept());
      }
      return Promise.resolve();
    },
  });
}

/** Undefined where the page kept nothing, or not what it should have. */
function chosenFrom(kept: unknown): Chosen | undefined {
  const origin = readOrigin(kept);
  if (!origin) return undefined;
  const { demonstrations, offset, queries } = origin;
  try {
    return {
      place: { uri: vscode.Uri.parse(demonstrations, true), offset },
      source: queries === 'cursor' ? 'cursor' : { uri: vscode.Uri.parse(queries, true) },
    };
  } catch {
    return undefined;
  }
}

function notKept(): UserError {
  return new UserError(
    'badInput',
    vscode.l10n.t(
      'The preview of predictions cannot be brought back, since nothing was kept of what it showed: run "MEND: Preview Predictions" again.',
    ),
  );
}
