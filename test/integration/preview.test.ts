import { strict as assert } from 'node:assert';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Preview } from '../../src/preview/preview';
import { ROOT } from '../harness/options';

const workspace = (): string => {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return folder.uri.fsPath;
};
const inWorkspace = (name: string): vscode.Uri => vscode.Uri.file(path.join(workspace(), name));
const preview = (uri?: vscode.Uri): Thenable<Preview | undefined> =>
  vscode.commands.executeCommand('mend.previewPredictions', uri);

async function set(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('mend').update(name, value, vscode.ConfigurationTarget.Global);
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`waited in vain: ${what}`);
}

describe('Previewing predictions', () => {
  const queries = (): vscode.Uri => inWorkspace('live.queries.jsonl');
  const line = (input: string): string =>
    JSON.stringify({ input, output: 'positive', options: ['positive', 'negative'] });

  before(async () => {
    await set('model.folders', [path.join(ROOT, 'test/fixtures/tiny-gpt2')]);
    await set('model.id', 'tiny-gpt2');
    writeFileSync(inWorkspace('live.jsonl').fsPath, readFileSync(inWorkspace('sentiment.jsonl').fsPath));
    writeFileSync(queries().fsPath, ['one', 'two', 'three'].map(line).join('\n'));
    // The preview opens beside it.
    await vscode.window.showTextDocument(queries(), { viewColumn: vscode.ViewColumn.One, preview: false });
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const name of ['model.folders', 'model.id']) await set(name, undefined);
  });

  it('answers a file of queries with the demonstrations beside it, and compares the arms', async () => {
    const shown = await preview(queries());
    const state = shown?.state;
    assert.ok(state);
    assert.equal(state.error, null);
    assert.equal(state.progress, null);
    assert.deepEqual(
      state.rows.map(({ input, expected }) => [input, expected]),
      [
        ['one', 'positive'],
        ['two', 'positive'],
        ['three', 'positive'],
      ],
    );
    for (const { answers } of state.rows) {
      assert.ok(answers);
      for (const { prediction, probability } of Object.values(answers.arms)) {
        assert.ok(['positive', 'negative'].includes(prediction));
        assert.ok((probability ?? 0) >= 0.5);
      }
    }
    assert.match(state.facts.demonstrations, /^16 .* live\.jsonl$/);
    assert.equal(state.summary?.labelled?.n, 3);
    assert.ok((state.prefixTokens?.fullIcl ?? 0) > (state.prefixTokens?.distilled ?? 0));
  });

  it('asks again what was changed when the queries are saved, and keeps the rest', async () => {
    const shown = await preview(queries());
    assert.ok(shown);
    const before = shown.rows[1]?.answers;
    assert.ok(before);
    const document = await vscode.workspace.openTextDocument(queries());
    const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), `${line('zero')}\n`));
    await document.save();
    await until('the fourth query', () => shown.state?.rows.length === 4 && shown.state.summary?.n === 4);
    assert.equal(shown.rows[2]?.answers, before);
  });

  it('marks the query under the cursor', async () => {
    const shown = await preview(queries());
    assert.ok(shown);
    const document = await vscode.workspace.openTextDocument(queries());
    const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    editor.selection = new vscode.Selection(2, 3, 2, 3);
    await until('the third row', () => shown.state?.current === 2);
  });

  it('does nothing while it is hidden, and catches up when it is shown', async () => {
    const shown = await preview(inWorkspace('live.jsonl'));
    assert.ok(shown);
    const list = shown.state?.list;
    // A document in the same group hides it.
    const group = vscode.window.tabGroups.all.find(({ activeTab }) =>
      activeTab?.label.startsWith('Predictions'),
    );
    assert.ok(group);
    const document = await vscode.workspace.openTextDocument(inWorkspace('live.jsonl'));
    const editor = await vscode.window.showTextDocument(document, group.viewColumn);
    await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 1, 0)));
    await document.save();
    await new Promise((resolve) => setTimeout(resolve, 2500));
    assert.equal(shown.state?.list, list);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await until('15 demonstrations', () => shown.state?.facts.demonstrations.startsWith('15 ') === true);
    await until('every answer', () => shown.state?.summary?.n === 4);
  });

  it('generates text where there is nothing to choose from', async () => {
    const demonstrations = ['a', 'b', 'c', 'd'].map((input) =>
      JSON.stringify({ input, output: `the ${input}` }),
    );
    writeFileSync(inWorkspace('open.jsonl').fsPath, demonstrations.join('\n'));
    writeFileSync(inWorkspace('open.queries.csv').fsPath, 'input\nwhat is it?\n');
    const shown = await preview(inWorkspace('open.queries.csv'));
    const [row] = shown?.state?.rows ?? [];
    assert.equal(row?.input, 'what is it?');
    assert.equal(typeof row.answers?.arms.distilled.prediction, 'string');
    assert.equal(row.answers?.arms.distilled.probability, undefined);
    assert.equal(shown?.state?.summary?.labelled, undefined);
  });

  it('says in its place what is wrong with the queries', async () => {
    writeFileSync(inWorkspace('bad.jsonl').fsPath, readFileSync(inWorkspace('sentiment.jsonl').fsPath));
    writeFileSync(inWorkspace('bad.queries.jsonl').fsPath, '{"input": ""}\n{"input": "b"}');
    const shown = await preview(inWorkspace('bad.queries.jsonl'));
    assert.match(shown?.state?.error ?? '', /^Query 1 \(line 1\) has no input/);
  });

  /** What a user may have written, and the sentence that says so in the table's place. */
  const faults: readonly (readonly [what: string, name: string, text: string, sentence: RegExp])[] = [
    ['an empty file', 'none.queries.jsonl', '\n', /^There are no queries, since the text is empty/],
    ['prose', 'only-prose.queries.txt', 'Nothing but prose.', /^No queries were found/],
    ['a broken line', 'broken.queries.jsonl', '{"input": "a"', /line 1/i],
    ['a table without a row', 'rowless.queries.csv', 'input,output\n', /quer/i],
  ];
  for (const [what, name, text, sentence] of faults) {
    it(`says in one sentence what is wrong: ${what}`, async () => {
      const demonstrations = inWorkspace(name.replace(/\..*$/, '.jsonl')).fsPath;
      writeFileSync(demonstrations, readFileSync(inWorkspace('sentiment.jsonl').fsPath));
      writeFileSync(inWorkspace(name).fsPath, text);
      const shown = await preview(inWorkspace(name));
      const error = shown?.state?.error ?? '';
      assert.match(error, sentence);
      assert.match(error, /^[^\n]+[.!]$/);
      assert.deepEqual(shown?.state?.rows, []);
      rmSync(inWorkspace(name).fsPath);
    });
  }

  it('says so where the model is not there, and answers when another is chosen', async () => {
    await set('model.id', 'nowhere');
    const shown = await preview(queries());
    assert.match(shown?.state?.error ?? '', /nowhere/);
    await set('model.id', 'tiny-gpt2');
    await until('every answer', () => shown?.state?.summary?.n === shown?.state?.rows.length);
    assert.equal(shown?.state?.error, null);
  });

  it('says so where the demonstrations are gone, and keeps what is answered', async () => {
    const shown = await preview(queries());
    const rows = shown?.rows.length;
    assert.ok(rows);
    const document = await vscode.workspace.openTextDocument(inWorkspace('live.jsonl'));
    const text = document.getText();
    const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    await editor.edit((edit) => edit.replace(all, 'Nothing but prose.'));
    await document.save();
    await until('a sentence', () => shown.state?.error?.includes('Line 1 is not valid JSON') === true);
    assert.equal(shown.rows.length, rows);
    await editor.edit((edit) => edit.replace(new vscode.Range(0, 0, document.lineCount, 0), text));
    await document.save();
    await until('no sentence', () => shown.state?.error === null);
  });
});
