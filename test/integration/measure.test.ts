import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { BreakEvenResult } from '../../src/engine/methods';
import type { ExtensionApi } from '../../src/extension';

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

const extension = (): vscode.Extension<ExtensionApi> =>
  vscode.extensions.getExtension<ExtensionApi>('mend-distill.mend-distill') ?? assert.fail('not installed');

const challenge = (queries: string, report: string): Thenable<unknown> =>
  vscode.commands.executeCommand('mend.runChallenge', vscode.Uri.file(inWorkspace('owners.md')), {
    queries: inWorkspace(queries),
    report: inWorkspace(report),
  });

describe('Measuring', () => {
  before(async () => {
    await extension().activate();
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

  it('runs the challenge on labelled queries, saves the report and opens it', async () => {
    const json = await challenge('owners.queries.jsonl', 'owners.challenge.md');
    const text = shownText();
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, inWorkspace('owners.challenge.md'));
    assert.match(text, /^# MEND: Equal-budget challenge\n\n\*\*(Distilled: |No difference shown).*\*\*$/m);
    assert.match(text, /and 6 labelled queries, of which 6 have an input that is among the demonstrations/);
    assert.match(text, /\| distilled \| the distilled vectors \| [\d.]+ \|/);
    const saved: unknown = JSON.parse(readFileSync(inWorkspace('owners.challenge.json'), 'utf8'));
    assert.deepEqual(saved, json);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('writes nothing where there is nothing to show, or when it is cancelled', async () => {
    const before = readdirSync(inWorkspace('.'));
    writeFileSync(inWorkspace('few.jsonl'), '{"input": "billing", "output": "red"}\n');
    assert.equal(await challenge('few.jsonl', 'refused.md'), undefined);
    const running = challenge('owners.queries.jsonl', 'cancelled.md');
    while (extension().exports.session().busy?.fraction === undefined)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await vscode.commands.executeCommand('mend.restartEngine');
    assert.equal(await running, undefined);
    assert.ok(existsSync(inWorkspace('few.jsonl')));
    assert.deepEqual(
      readdirSync(inWorkspace('.')).filter((name) => !before.includes(name)),
      ['few.jsonl'],
    );
  });
});
