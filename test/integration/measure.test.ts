import { strict as assert } from 'node:assert';
import path from 'node:path';
import * as vscode from 'vscode';
import type { BreakEvenResult } from '../../src/engine/methods';

const inWorkspace = (name: string): string => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail('no workspace');
  return path.join(folder, name);
};

/** Puts the cursor into an example. */
async function open(name: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(inWorkspace(name));
  await vscode.window.showTextDocument(document);
}

const shownText = (): string =>
  (vscode.window.activeTextEditor ?? assert.fail('nothing is shown')).document.getText();

describe('Measuring', () => {
  before(async () => {
    await vscode.extensions.getExtension('mend-distill.mend-distill')?.activate();
  });

  it('says what each way of answering costs here, and which pays', async () => {
    await open('opposites.txt');
    const result = await vscode.commands.executeCommand<BreakEvenResult | undefined>('mend.measureBreakEven');
    assert.ok(result);
    assert.equal(result.model, 'mend-gpt2-mini');
    assert.ok(result.costs.distilled.keptBytes < result.costs.exactKv.keptBytes);
    const text = shownText();
    assert.match(text, /\*\*(Use|It depends|Nothing pays).*\.\*\*/);
    for (const way of ['zero-shot', 'full ICL', 'exact KV', 'distilled'])
      assert.match(text, new RegExp(`\\| ${way} \\| [\\d.]+ \\([\\d.]+–[\\d.]+\\) \\|`));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });
});
