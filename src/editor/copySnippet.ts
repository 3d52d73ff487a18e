import * as vscode from 'vscode';
import { reuseSnippet, type SnippetLanguage } from '../vectors';
import { chosenVectors } from './chosenVectors';
import type { Services } from './services';
import { tell } from './tell';

interface LanguageItem extends vscode.QuickPickItem {
  readonly language: SnippetLanguage;
}

const languages = (): readonly LanguageItem[] => [
  {
    label: 'TypeScript',
    language: 'typescript',
    detail: vscode.l10n.t('Node, with the functions of this package'),
  },
  { label: 'Python', language: 'python', detail: vscode.l10n.t('Plain transformers and safetensors') },
];

/** Puts code that uses a vector file onto the clipboard: `target`, or the one that is open. Asks for one first where none is. */
export async function copySnippet(services: Services, target?: vscode.Uri): Promise<void> {
  const vectors = await chosenVectors(services, target);
  if (!vectors) return;
  const chosen = await vscode.window.showQuickPick(languages(), {
    title: vscode.l10n.t('Copy code that uses the vectors'),
  });
  if (!chosen) return;
  const { folder, manifest } = await services.models.foundForVectors(vectors.contents.metadata);
  const subject = { file: vectors.path, modelFolder: folder, family: manifest.family };
  await vscode.env.clipboard.writeText(reuseSnippet(chosen.language, subject));
  tell(vscode.l10n.t('the {0} snippet is on the clipboard.', chosen.label));
}
