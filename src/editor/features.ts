import * as vscode from 'vscode';
import { registerCommands } from './commands';
import { registerLinter } from './diagnostics/register';
import { hasVectorsKey } from './ids';
import { registerLenses } from './lens/register';
import { registerReferences } from './references/register';
import type { Services } from './services';
import { registerSurvival } from './survival/register';

/** Registers what the user meets outside the side panel; each feature takes what it needs of the services. */
export function registerFeatures(services: Services, extension: vscode.Uri): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommands(services),
    registerLenses(services),
    registerReferences(services),
    registerSurvival(services, vscode.Uri.joinPath(extension, 'media')),
    registerLinter(services, vscode.Uri.joinPath(extension, 'docs', 'linter.md')),
    // Menus ask whether vectors are open.
    services.session.onDidChange(
      ({ vectors }) =>
        void vscode.commands.executeCommand('setContext', hasVectorsKey, vectors !== undefined),
    ),
  );
}
