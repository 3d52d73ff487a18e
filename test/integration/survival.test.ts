import { strict as assert } from 'node:assert';
import { rmSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { CompressResult, SurvivalResult } from '../../src/engine/methods';
import type { ExtensionApi } from '../../src/extension';
import { readVectorFile, textRows } from '../../src/vectors';

const inWorkspace = (name: string): vscode.Uri => {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, name);
};

const api = (): ExtensionApi => {
  const extension = vscode.extensions.getExtension<ExtensionApi>('mend-distill.mend-distill');
  assert.ok(extension);
  return extension.exports;
};

async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 150; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.fail(`It never came to be that ${what}.`);
}

const titlesAt = async (uri: vscode.Uri, line: number): Promise<string[]> => {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    uri,
    200,
  );
  return lenses.filter(({ range }) => range.start.line === line).map(({ command }) => command?.title ?? '');
};

/** The embedded model, over the demonstrations of `examples/opposites.txt`: every second one is lost there. */
describe('Survival maps and pins', () => {
  const uri = inWorkspace('opposites.txt');
  const file = `${uri.fsPath}.mend.safetensors`;
  let editor: vscode.TextEditor;
  const survival = () => api().session().demonstrations?.survival;

  before(async () => {
    await vscode.extensions.getExtension('mend-distill.mend-distill')?.activate();
    rmSync(file, { force: true });
    editor = await vscode.window.showTextDocument(uri);
  });
  after(async () => {
    await vscode.commands.executeCommand('mend.clearSurvivalMap');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    rmSync(file, { force: true });
  });

  it('marks what the vectors lost, and offers what to do about it', async () => {
    assert.ok(await vscode.commands.executeCommand<CompressResult>('mend.compress'));
    const result = await vscode.commands.executeCommand<SurvivalResult>('mend.showSurvivalMap');
    assert.equal(result.each.length, 16);
    assert.equal(result.each[2]?.verdict, 'kept', JSON.stringify(result.each[2]));
    assert.equal(result.each[5]?.verdict, 'lost', JSON.stringify(result.each[5]));
    assert.deepEqual(
      [...(survival() ?? [])].sort((a, b) => a.index - b.index),
      result.each,
    );
    const line = lineOf(5);
    await until(async () => (await titlesAt(uri, line)).includes('Pin as text'), 'a lens offers to pin');
    assert.ok((await titlesAt(uri, line)).includes('More vectors'));
  });

  it('measures it on a file of queries that is chosen, and on own inputs where these are', async () => {
    const choose = async (steps: number): Promise<SurvivalResult | undefined> => {
      const mapping = vscode.commands.executeCommand<SurvivalResult | undefined>('mend.mapSurvivalOnQueries');
      await new Promise((resolve) => setTimeout(resolve, 1500));
      for (let step = 0; step < steps; step += 1)
        await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return mapping;
    };
    const onQueries = await choose(1);
    assert.equal(onQueries?.each.length, 16);
    assert.ok(onQueries.each.every(({ probes }) => probes === 'queries'));
    assert.equal(survival()?.[0]?.probes, 'queries');
    const own = await choose(0);
    assert.ok(own);
    assert.ok(own.each.every(({ probes }) => probes === undefined));
    assert.equal(own.each[5]?.verdict, 'lost');
  });

  it('pins the demonstration at the cursor: its text stands in the file, and the map says so', async () => {
    const at = editor.document.lineAt(lineOf(5)).range.start;
    editor.selection = new vscode.Selection(at, at);
    const result = await vscode.commands.executeCommand<CompressResult>('mend.pinDemonstration');
    assert.ok(result);
    const { metadata, count } = await readVectorFile(file);
    assert.equal(metadata.pinned?.length, 1);
    assert.equal(metadata.pinned[0]?.input, 'loud');
    assert.equal(textRows(metadata), result.pinnedTokens);
    assert.equal(count, result.vectors + result.pinnedTokens);
    assert.equal(survival()?.find(({ index }) => index === 5)?.verdict, 'text');
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      new vscode.Range(at, at),
      'refactor.rewrite',
    );
    const titles = actions.map(({ title }) => title);
    assert.ok(titles.includes('Demonstration 6: Unpin'), titles.join());
  });

  it('keeps the pins when the block is compressed again, and takes them out of the file when they are unpinned', async () => {
    await vscode.commands.executeCommand('mend.compress');
    assert.equal((await readVectorFile(file)).metadata.pinned?.length, 1);
    const at = editor.document.lineAt(lineOf(5)).range.start;
    editor.selection = new vscode.Selection(at, at);
    await vscode.commands.executeCommand('mend.unpinDemonstration');
    assert.equal((await readVectorFile(file)).metadata.pinned, undefined);
  });

  it('takes the marks away when a demonstration is changed, and keeps them when only the place changes', async () => {
    assert.ok(survival());
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '\n\n'));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const { line } = editor.document.positionAt(editor.document.getText().indexOf('loud'));
    await until(async () => (await titlesAt(uri, line)).includes('Pin as text'), 'the lens moved along');
    const at = editor.document.getText().indexOf('quiet');
    await editor.edit((edit) => edit.insert(editor.document.positionAt(at), 'very '));
    await until(() => survival() === undefined, 'the map is gone');
    assert.ok(!(await titlesAt(uri, line)).includes('Pin as text'));
  });

  /** The line on which a demonstration begins, by its number from 0. */
  function lineOf(index: number): number {
    const inputs = ['hot', 'early', 'open', 'full', 'light', 'loud'];
    const text = editor.document.getText();
    const at = text.indexOf(inputs[index] ?? '');
    assert.ok(at >= 0, path.basename(uri.fsPath));
    return editor.document.positionAt(at).line;
  }
});
