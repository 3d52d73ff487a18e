import * as vscode from 'vscode';
import { UserError } from '../shared/errors';
import { type ExportFormat, exportSuffix, exportVectors, vectorSuffix } from '../vectors';
import { chosenVectors } from './chosenVectors';
import type { Services } from './services';
import type { SessionVectors } from './sessionState';

interface FormatItem extends vscode.QuickPickItem {
  readonly format: ExportFormat;
}

const formats = (): readonly FormatItem[] => [
  {
    label: 'PEFT',
    format: 'peft',
    detail: vscode.l10n.t('A folder: a prompt-tuning adapter for PeftModel.from_pretrained'),
  },
  { label: 'NumPy', format: 'npy', detail: vscode.l10n.t('A file: an array for numpy.load') },
  {
    label: 'vLLM',
    format: 'vllm',
    detail: vscode.l10n.t('A file: a tensor for torch.load, to be used as prompt embeddings'),
  },
];

/** Writes the vectors of a file in a format of other programs: `target`, or the one that is open. Asks for one first where none is. */
export async function exportVectorsCommand(services: Services, target?: vscode.Uri): Promise<void> {
  const vectors = await chosenVectors(services, target);
  if (!vectors) return;
  const chosen = await vscode.window.showQuickPick(formats(), {
    title: vscode.l10n.t('Export the vectors for'),
  });
  if (!chosen) return;
  const uri = await chooseTarget(vectors, chosen.format);
  if (!uri) return;
  await exportVectors(vectors.contents, chosen.format, uri.fsPath, await baseModel(services, vectors));
  const reveal = vscode.l10n.t('Reveal');
  // Not waited for: the message may stay for long.
  void vscode.window
    .showInformationMessage(vscode.l10n.t('The vectors were exported to {0}.', uri.fsPath), reveal)
    .then((answer) => answer === reveal && vscode.commands.executeCommand('revealFileInOS', uri));
}

async function chooseTarget({ path }: SessionVectors, format: ExportFormat): Promise<vscode.Uri | undefined> {
  const stem = path.endsWith(vectorSuffix) ? path.slice(0, -vectorSuffix.length) : path;
  const chosen = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export the vectors'),
    saveLabel: vscode.l10n.t('Export'),
    defaultUri: vscode.Uri.file(stem + exportSuffix[format]),
  });
  if (chosen && chosen.scheme !== 'file') {
    throw new UserError(
      'fileSystem',
      vscode.l10n.t("Vectors can be exported to this machine's disk only, not to {0}:.", chosen.scheme),
    );
  }
  return chosen;
}

/** The model's folder, or the name of its target LM where the model is not here: exporting does not need it. */
async function baseModel({ models }: Services, { contents }: SessionVectors): Promise<string> {
  const { metadata } = contents;
  return models.foundForVectors(metadata).then(
    ({ folder }) => folder,
    () => metadata.targetId,
  );
}
