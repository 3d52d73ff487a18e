import { strict as assert } from 'node:assert';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { CompressResult } from '../../src/engine/methods';
import type { ExtensionApi } from '../../src/extension';
import { ROOT } from '../harness/options';

const tiny = path.join(ROOT, 'test/fixtures/tiny-gpt2');

const api = (): ExtensionApi => {
  const extension = vscode.extensions.getExtension<ExtensionApi>('mend-distill.mend-distill');
  assert.ok(extension);
  return extension.exports;
};
const inWorkspace = (name: string): string => {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  return path.join(folder.uri.fsPath, name);
};
const vectorsOf = (name: string): string => inWorkspace(`${name}.mend.safetensors`);

async function set(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('mend').update(name, value, vscode.ConfigurationTarget.Global);
}

/** Shows a document of the workspace with that text, saved. */
async function show(name: string, text: string): Promise<vscode.TextEditor> {
  const file = inWorkspace(name);
  if (!existsSync(file)) writeFileSync(file, text);
  const editor = await vscode.window.showTextDocument(vscode.Uri.file(file));
  if (editor.document.getText() !== text) await replace(editor, editor.document.getText(), text);
  if (editor.document.isDirty) assert.ok(await editor.document.save());
  return editor;
}

const lensesOf = async (uri: vscode.Uri): Promise<vscode.CodeLens[]> =>
  vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);

const isOurs = ({ command }: vscode.CodeLens): boolean =>
  command !== undefined && (command.command === '' || command.command.startsWith('mend.'));

const titlesOf = async (uri: vscode.Uri): Promise<string[]> =>
  (await lensesOf(uri)).filter(isOurs).map(({ command }) => command?.title ?? '');

/** The lens of that title; waits for it, since files are watched and tokens counted a moment later. */
async function lens(uri: vscode.Uri, title: RegExp): Promise<vscode.CodeLens> {
  for (const end = Date.now() + 20_000; ;) {
    const found = (await lensesOf(uri)).find(({ command }) => title.test(command?.title ?? ''));
    if (found) return found;
    if (Date.now() > end)
      assert.fail(`no lens ${String(title)} among ${JSON.stringify(await titlesOf(uri))}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function press<T>({ command }: vscode.CodeLens): Promise<T> {
  assert.ok(command);
  const words = (command.arguments ?? []) as unknown[];
  return vscode.commands.executeCommand<T>(command.command, ...words);
}

async function hintsOf({ uri, lineCount }: vscode.TextDocument): Promise<readonly string[]> {
  const all = new vscode.Range(0, 0, lineCount, 0);
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    uri,
    all,
  );
  return hints.map(({ label }) =>
    typeof label === 'string' ? label : label.map(({ value }) => value).join(''),
  );
}

async function replace(editor: vscode.TextEditor, from: string, to: string): Promise<void> {
  const { document } = editor;
  const start = document.getText().indexOf(from);
  assert.ok(start >= 0, `${from} is not in the document`);
  const range = new vscode.Range(document.positionAt(start), document.positionAt(start + from.length));
  assert.ok(await editor.edit((edit) => edit.replace(range, to)));
}

const reviews = (label: string): string =>
  ['The sauce was cold.', 'I would come again.', 'Nothing to say.']
    .map((text, index) => `Review: ${text}\nLabel: ${label} ${index}\n`)
    .join('\n');

describe('Blocks in the text', () => {
  before(async () => {
    await vscode.extensions.getExtension('mend-distill.mend-distill')?.activate();
    await set('model.folders', [tiny]);
    await set('model.id', 'tiny-gpt2');
  });
  after(async () => {
    for (const name of ['model.folders', 'model.id', 'output.recompressOnSave', 'codeLens.enabled'])
      await set(name, undefined);
    await set('inlayHints.enabled', undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('have a lens with what can be done, and tokens once they are counted', async () => {
    const { document } = await show('lens.md', `# Reviews\n\n${reviews('one')}\n# More\n\n${reviews('two')}`);
    await vscode.commands.executeCommand('mend.countTokens');
    const summary = await lens(document.uri, /^3 demonstrations, \d+ tokens → \d+ vectors, not compressed$/);
    assert.equal(document.lineAt(summary.range.start).text, 'Review: The sauce was cold.');
    const titles = await titlesOf(document.uri);
    assert.equal(titles.filter((title) => title.startsWith('3 demonstrations')).length, 2);
    assert.equal(titles.filter((title) => title === 'Compress').length, 2);
    assert.ok(!titles.includes('Compare') && !titles.includes('Open'), 'nothing to compare with');
    const hints = await hintsOf(document);
    assert.equal(hints.length, 6);
    for (const hint of hints) assert.match(hint, /^\d+ tokens$/);
  });

  it('are compressed one by one, and know their files', async () => {
    const { document } = await show('lens.md', `# Reviews\n\n${reviews('one')}\n# More\n\n${reviews('two')}`);
    const [, second] = (await lensesOf(document.uri)).filter(({ command }) => command?.title === 'Compress');
    assert.ok(second);
    const result = await press<CompressResult>(second);
    assert.equal(result.file, vectorsOf('lens.md'));
    const fresh = await lens(document.uri, /→ \d+ vectors, fresh$/);
    assert.ok(fresh.range.start.line > 10, 'the other block is said to be fresh');

    const [first] = (await lensesOf(document.uri)).filter(({ command }) => command?.title === 'Compress');
    assert.ok(first);
    assert.equal((await press<CompressResult>(first)).file, inWorkspace('lens.md-2.mend.safetensors'));
  });

  it('open in the panel beside their demonstrations', async () => {
    const { document } = await show('lens.md', `# Reviews\n\n${reviews('one')}\n# More\n\n${reviews('two')}`);
    const compare = (await lensesOf(document.uri)).filter(({ command }) => command?.title === 'Compare')[1];
    assert.ok(compare);
    await press(compare);
    const { vectors, demonstrations } = api().session();
    assert.equal(vectors?.path, vectorsOf('lens.md'));
    assert.equal(demonstrations?.demonstrations[0]?.output, 'two 0');
    await press(await lens(document.uri, /^Open$/));
    assert.equal(api().session().vectors?.path, inWorkspace('lens.md-2.mend.safetensors'));
  });

  it('go stale when they are changed, and fresh when that is undone', async () => {
    const editor = await show('lens.md', `# Reviews\n\n${reviews('one')}\n# More\n\n${reviews('two')}`);
    await replace(editor, 'one 1', 'another 1');
    const stale = await lens(editor.document.uri, /→ \d+ vectors, stale$/);
    assert.equal(stale.range.start.line, 2);
    await replace(editor, 'another 1', 'one 1');
    const titles = await titlesOf(editor.document.uri);
    assert.equal(titles.filter((title) => title.endsWith('fresh')).length, 2);
  });

  it('notice that their file is gone', async () => {
    const { document } = await show('lens.md', `# Reviews\n\n${reviews('one')}\n# More\n\n${reviews('two')}`);
    rmSync(inWorkspace('lens.md-2.mend.safetensors'));
    await lens(document.uri, /not compressed$/);
    await lens(document.uri, /fresh$/);
  });

  it('are compressed again on saving where the setting says so, and those alone that were changed', async () => {
    const editor = await show('lens.md', `# Reviews\n\n${reviews('one')}\n# More\n\n${reviews('two')}`);
    const before = readFileSync(vectorsOf('lens.md'));
    await replace(editor, 'two 1', 'second 1');
    assert.ok(await editor.document.save());
    await lens(editor.document.uri, /stale$/);
    assert.deepEqual(readFileSync(vectorsOf('lens.md')), before);

    await set('output.recompressOnSave', true);
    await replace(editor, 'two 2', 'second 2');
    assert.ok(await editor.document.save());
    await lens(editor.document.uri, /→ \d+ vectors, fresh$/);
    assert.notDeepEqual(readFileSync(vectorsOf('lens.md')), before);
    // The first block was never compressed since its file went.
    assert.equal(existsSync(inWorkspace('lens.md-2.mend.safetensors')), false);

    const { mtimeMs } = statSync(vectorsOf('lens.md'));
    await replace(editor, '# More', '# More of them');
    assert.ok(await editor.document.save());
    await lens(editor.document.uri, /fresh$/);
    assert.equal(statSync(vectorsOf('lens.md')).mtimeMs, mtimeMs);
    await set('output.recompressOnSave', undefined);
  });

  it('are read from the first change on when they are compressed again', async () => {
    const editor = await show('changed.md', reviews('one'));
    const compress = (): Thenable<CompressResult> =>
      vscode.commands.executeCommand<CompressResult>('mend.compress');
    const { tokens } = await compress();
    await replace(editor, 'one 2', 'another 2');
    const { reused } = await compress();
    const [first, second] = tokens.each.map(({ tokens: count }) => count);
    assert.ok(
      reused >= (first ?? 0) + (second ?? 0) && reused < tokens.total,
      `${reused} of ${tokens.total}`,
    );
  });

  it('are found in prompts, data and programs', async () => {
    const documents = {
      'label.prompt.yml':
        'messages:\n  - role: user\n    content: cold\n  - role: assistant\n    content: bad\n  - role: user\n    content: warm\n  - role: assistant\n    content: good\n',
      'shots.py': 'EXAMPLES = [\n    ("cold", "bad"),\n    ("warm", "good"),\n]\n',
      'chat.json':
        '{"messages": [{"role": "user", "content": "cold"}, {"role": "assistant", "content": "bad"}, {"role": "user", "content": "warm"}, {"role": "assistant", "content": "good"}]}',
      'label.prompty':
        '---\nname: x\n---\nuser:\ncold\n\nassistant:\nbad\n\nuser:\nwarm\n\nassistant:\ngood\n',
      'table.md': '| input | output |\n|---|---|\n| cold | bad |\n| warm | good |\n',
    };
    for (const [name, text] of Object.entries(documents)) {
      const { document } = await show(name, text);
      await lens(document.uri, /^2 demonstrations/);
      const result = await vscode.commands.executeCommand<CompressResult>('mend.compress');
      assert.equal(result.file, vectorsOf(name));
      await lens(document.uri, /fresh$/);
    }
  });

  it('are found in the cells of a notebook, and compressed beside it', async () => {
    const file = inWorkspace('notes.ipynb');
    const cell = (cell_type: string, source: string): object =>
      cell_type === 'code'
        ? { cell_type, source, metadata: {}, outputs: [], execution_count: null }
        : { cell_type, source, metadata: {} };
    const cells = [cell('markdown', '# Notes'), cell('code', 'shots = [("cold", "bad"), ("warm", "good")]')];
    const metadata = { language_info: { name: 'python' } };
    writeFileSync(file, JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }));
    const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(file));
    await vscode.window.showNotebookDocument(notebook, { selections: [new vscode.NotebookRange(1, 2)] });
    const { uri } = notebook.cellAt(1).document;
    const result = await press<CompressResult>(await lens(uri, /^Compress$/));
    assert.equal(result.file, vectorsOf('notes.ipynb'));
    await lens(uri, /^2 demonstrations.* fresh$/);
    // The cell is selected, not edited: the command means it all the same.
    await vscode.commands.executeCommand('notebook.cell.quitEdit');
    assert.equal((await vscode.commands.executeCommand<CompressResult>('mend.compress')).file, result.file);
  });

  it('are left without lens and hints where the settings say so', async () => {
    const { document } = await show('lens.md', reviews('one'));
    await set('codeLens.enabled', false);
    await set('inlayHints.enabled', false);
    assert.deepEqual(await titlesOf(document.uri), []);
    assert.deepEqual(await hintsOf(document), []);
    await set('codeLens.enabled', undefined);
    await set('inlayHints.enabled', undefined);
  });

  it('are nobody’s where a document only looks like one', async () => {
    const { document } = await show('looksLike.md', '# Notes\n\nTime: noon\n\nPlace: here\n\nTime: never\n');
    assert.deepEqual(await titlesOf(document.uri), []);
  });
});
