import { strict as assert } from 'node:assert';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { ROOT } from '../harness/options';

const demonstration = (input: string, output: string): string => `Input: ${input}\nOutput: ${output}`;
const clean = [
  demonstration('the harbour was quiet', 'calm'),
  demonstration('a clerk misfiled every form', 'angry'),
  demonstration('ripe figs split in the sun', 'calm'),
  demonstration('an engine coughed and died', 'angry'),
].join('\n\n');
const repeated = `${clean}\n\n${demonstration('The harbour was quiet.', 'calm')}\n\n`;

const inWorkspace = (name: string): vscode.Uri => {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, name);
};

async function open(name: string, text: string): Promise<vscode.TextDocument> {
  const uri = inWorkspace(name);
  writeFileSync(uri.fsPath, text);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

const found = ({ uri }: vscode.TextDocument): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'MEND');

/** The rules that found something, once they are as wanted; the linter waits a moment after each change. */
async function rulesOf(document: vscode.TextDocument, wanted: readonly string[]): Promise<readonly string[]> {
  const rules = (): string[] =>
    found(document).map(({ code }) => (typeof code === 'object' ? String(code.value) : String(code)));
  for (let tries = 0; tries < 100 && rules().join() !== wanted.join(); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  return rules();
}

const fixesAt = (document: vscode.TextDocument, range: vscode.Range): Thenable<vscode.CodeAction[]> =>
  vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range, 'quickfix');

const set = (name: string, value: unknown): Thenable<void> =>
  vscode.workspace.getConfiguration('mend.lint').update(name, value, vscode.ConfigurationTarget.Global);

describe('The linter', () => {
  before(async () => {
    await vscode.extensions.getExtension('mend-distill.mend-distill')?.activate();
  });
  after(async () => {
    await set('rules', undefined);
    await set('enabled', undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('marks a repeated demonstration, says where the other is, and links to the page about the rule', async () => {
    const document = await open('repeated.txt', repeated);
    assert.deepEqual(await rulesOf(document, ['near-duplicate']), ['near-duplicate']);
    const [diagnostic] = found(document);
    assert.ok(diagnostic);
    assert.equal(
      diagnostic.message,
      'Demonstration 5 (line 13) repeats demonstration 1 (line 1): remove one of them.',
    );
    assert.equal(diagnostic.severity, vscode.DiagnosticSeverity.Warning);
    assert.equal(diagnostic.range.start.line, 12);
    assert.equal(diagnostic.relatedInformation?.[0]?.location.range.start.line, 0);
    const { target } = diagnostic.code as { readonly target: vscode.Uri };
    assert.equal(target.fragment, 'near-duplicate');
    const page = await vscode.workspace.fs.readFile(target.with({ fragment: '' }));
    assert.match(new TextDecoder().decode(page), /^### near-duplicate$/m);
  });

  it('removes it as a quick fix, with every other byte as it was', async () => {
    const document = await open('repeated.txt', repeated);
    await rulesOf(document, ['near-duplicate']);
    const [diagnostic] = found(document);
    assert.ok(diagnostic);
    const actions = await fixesAt(document, diagnostic.range);
    const fix = actions.find(({ title }) => title === 'Remove demonstration 5');
    assert.ok(fix?.edit, actions.map(({ title }) => title).join());
    assert.ok(fix.isPreferred);
    assert.ok(actions.some(({ title }) => title === 'Set or switch off the rule near-duplicate'));
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.equal(document.getText(), `${clean}\n\n`);
    assert.deepEqual(await rulesOf(document, []), []);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('follows what is typed', async () => {
    const document = await open('typed.txt', clean);
    assert.deepEqual(await rulesOf(document, []), []);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.lineAt(0).range.end, '  ');
    await vscode.workspace.applyEdit(edit);
    assert.deepEqual(await rulesOf(document, ['trailing-whitespace']), ['trailing-whitespace']);
    assert.equal(found(document)[0]?.severity, vscode.DiagnosticSeverity.Information);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('obeys its settings at once: a rule as advice, a rule off, all off', async () => {
    const document = await open('repeated.txt', repeated);
    await rulesOf(document, ['near-duplicate']);
    await set('rules', { 'near-duplicate': 'info' });
    for (
      let tries = 0;
      tries < 50 && found(document)[0]?.severity !== vscode.DiagnosticSeverity.Information;
      tries += 1
    )
      await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(found(document)[0]?.severity, vscode.DiagnosticSeverity.Information);
    await set('rules', { 'near-duplicate': 'off' });
    assert.deepEqual(await rulesOf(document, []), []);
    await set('rules', undefined);
    assert.deepEqual(await rulesOf(document, ['near-duplicate']), ['near-duplicate']);
    await set('enabled', false);
    assert.deepEqual(await rulesOf(document, []), []);
  });

  it('says after a compression what did not fit into the window', async () => {
    await set('enabled', undefined);
    const settings = vscode.workspace.getConfiguration('mend');
    const { Global } = vscode.ConfigurationTarget;
    await settings.update('model.folders', [path.join(ROOT, 'test/fixtures/tiny-gpt2')], Global);
    await settings.update('model.id', 'tiny-gpt2', Global);
    const words = Array.from({ length: 40 }, (_, index) =>
      demonstration(`thing ${String(index)} of many`, `x${String(index)}`),
    );
    const document = await open('many.txt', words.join('\n\n'));
    assert.deepEqual(await rulesOf(document, []), []);
    assert.ok(await vscode.commands.executeCommand('mend.compress'));
    assert.ok((await rulesOf(document, ['over-window', 'over-window'])).includes('over-window'));
    await settings.update('model.folders', undefined, Global);
    await settings.update('model.id', undefined, Global);
  });
});
